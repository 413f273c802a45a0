"""An ASGI application for HTTP by hand: no framework, only the standard library."""


async def application(scope, receive, send):
    """Serve one connection. The server calls this once for each HTTP request."""
    # TODO(5): raise an exception for a scope whose type is not "http".
    # TODO(3): POST /echo sends the request's body back. It comes in one or more events.
    # TODO(4): at http.disconnect, return. GET /wait sends one part and waits for that event.
    # TODO(1): GET / answers 200 and the text "Hello from ASGI\n".
    # TODO(2): GET /hello greets the name in the query. An unknown path is a 404.
    await send({"type": "http.response.start", "status": 501, "headers": []})
    await send({"type": "http.response.body"})
