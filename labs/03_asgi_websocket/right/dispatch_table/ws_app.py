"""An object for each WebSocket, and a table from event types to its methods."""


class Done(Exception):
    """The WebSocket is over."""


class Echo:
    """One WebSocket."""

    def __init__(self, scope, send):
        self.scope, self.send = scope, send
        self.handlers = {
            "websocket.connect": self.connect,
            "websocket.receive": self.receive,
            "websocket.disconnect": self.disconnect,
        }

    async def run(self, receive):
        try:
            while True:
                event = await receive()
                await self.handlers[event["type"]](event)
        except Done:
            pass

    async def connect(self, event):
        if self.scope["path"] == "/ws/":
            await self.send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        else:
            await self.send({"type": "websocket.close", "code": 1000, "reason": ""})
            raise Done

    async def receive(self, event):
        content = {key: event[key] for key in ("text", "bytes") if event.get(key) is not None}
        await self.send({"type": "websocket.send"} | content)

    async def disconnect(self, event):
        raise Done


async def application(scope, receive, send):
    """Serve one WebSocket."""
    assert scope["type"] == "websocket"
    await Echo(scope, send).run(receive)
