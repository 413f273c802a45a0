"""A WebSocket echo by hand: no framework, only the standard library."""


async def application(scope, receive, send):
    """Serve one WebSocket, from the handshake to its end."""
    if scope["type"] != "websocket":
        raise ValueError(f"this application serves websocket and not {scope['type']}")
    # TODO(1): receive websocket.connect, and answer it with websocket.accept.
    # TODO(2): for a path that is not "/ws/", answer with websocket.close instead.
    # TODO(3): then, in a loop: receive an event, and send its text back.
    # TODO(4): a binary message goes back as a binary message.
    # TODO(5): at websocket.disconnect, return.
