"""One loop over all events, and a match statement on them."""


async def application(scope, receive, send):
    """Serve one WebSocket."""
    if scope["type"] != "websocket":
        raise ValueError(scope["type"])
    while True:
        match await receive():
            case {"type": "websocket.connect"} if scope["path"] == "/ws/":
                await send({"type": "websocket.accept"})
            case {"type": "websocket.connect"}:
                await send({"type": "websocket.close", "code": 4404})
            case {"type": "websocket.disconnect"}:
                return
            case {"type": "websocket.receive", "text": str(text)}:
                await send({"type": "websocket.send", "text": text})
            case {"type": "websocket.receive", "bytes": data}:
                await send({"type": "websocket.send", "bytes": data})
