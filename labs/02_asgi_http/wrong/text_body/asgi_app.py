"""An ASGI application for HTTP by hand: no framework, only the standard library."""

from urllib.parse import parse_qs

TEXT = (b"content-type", b"text/plain; charset=utf-8")


async def application(scope, receive, send):
    """Serve one connection. The server calls this once for each HTTP request."""
    if scope["type"] != "http":
        raise ValueError(f"this application serves http and not {scope['type']}")
    body = await read_body(receive)
    if body is None:
        return
    if scope["path"] == "/wait":
        await start(send, 200)
        await send({"type": "http.response.body", "body": b"waiting\n", "more_body": True})
        await until_disconnect(receive)
        return
    status, content = respond(scope, body)
    await start(send, status)
    await send({"type": "http.response.body", "body": content})


def respond(scope, body):
    """The status and the content for one request."""
    match scope["path"]:
        case "/":
            return 200, "Hello from ASGI\n"
        case "/hello":
            query = parse_qs(scope["query_string"].decode("ascii"))
            return 200, f"Hello, {query.get('name', ['world'])[0]}!\n".encode()
        case "/echo":
            return 200, body
        case path:
            return 404, f"No page at {path}\n".encode()


async def read_body(receive):
    """The whole request body, or None if the client leaves before its end."""
    body, more = b"", True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


async def start(send, status):
    """Send the first event of the response."""
    await send({"type": "http.response.start", "status": status, "headers": [TEXT]})


async def until_disconnect(receive):
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
