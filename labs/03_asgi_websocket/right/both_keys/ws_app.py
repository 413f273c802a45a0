"""Both keys in each answer, one of them None; a generator helper for the events."""


async def application(scope, receive, send):
    """Serve one WebSocket."""
    if scope["type"] != "websocket":
        raise NotImplementedError(scope["type"])
    if scope["path"].strip("/") != "ws" or scope["path"][-1:] != "/":
        return await send({"type": "websocket.close"})
    await send({"type": "websocket.accept"})
    async for event in events(receive):
        text, data = event.get("text"), event.get("bytes")
        await send({"type": "websocket.send", "text": text, "bytes": data})
    return None


async def events(receive):
    """The websocket.receive events, until the client has gone."""
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        if event["type"] == "websocket.receive":
            yield event
