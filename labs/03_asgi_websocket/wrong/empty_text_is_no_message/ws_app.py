"""A WebSocket echo by hand: no framework, only the standard library."""


async def application(scope, receive, send):
    """Serve one WebSocket, from the handshake to its end."""
    if scope["type"] != "websocket":
        raise ValueError(f"this application serves websocket and not {scope['type']}")
    await receive()  # websocket.connect
    if scope["path"] != "/ws/":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        if event.get("text"):
            await send({"type": "websocket.send", "text": event["text"]})
        elif event.get("bytes"):
            await send({"type": "websocket.send", "bytes": event["bytes"]})
