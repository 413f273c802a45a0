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
        await send(echo(event))


def echo(event):
    """The event that sends the message back. One of its two keys may be absent, or None."""
    if "text" in event:
        return {"type": "websocket.send", "text": event["text"]}
    return {"type": "websocket.send", "bytes": event["bytes"]}
