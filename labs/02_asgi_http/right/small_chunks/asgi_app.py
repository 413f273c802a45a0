"""Each response in pieces of four bytes; a task listens for the client that leaves."""

import asyncio
from urllib.parse import parse_qs


async def application(scope, receive, send):
    """Serve one HTTP request."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    event = await receive()
    body = event.get("body", b"")
    while event.get("more_body"):
        event = await receive()
        body += event.get("body", b"")
    if event["type"] == "http.disconnect":
        return
    gone = asyncio.create_task(wait_for_disconnect(receive))
    status, content = page(scope["path"], parse_qs(scope["query_string"].decode()), body)
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", KIND)]}
    )
    if scope["path"] == "/wait":
        await send({"type": "http.response.body", "body": content, "more_body": True})
        await gone
        return
    for at in range(0, len(content), 4):
        more = at + 4 < len(content)
        chunk = {"type": "http.response.body", "body": content[at : at + 4], "more_body": more}
        await send(chunk)
    if not content:
        await send({"type": "http.response.body"})
    gone.cancel()


KIND = b"text/plain; charset=utf-8"


async def wait_for_disconnect(receive):
    """Return when the client has gone."""
    event = {"type": None}
    while event["type"] != "http.disconnect":
        event = await receive()


def page(path, query, body):
    """The status and the content."""
    if path == "/hello":
        return 200, "Hello, {}!\n".format(*query.get("name", ["world"])).encode()
    fixed = {"/": b"Hello from ASGI\n", "/echo": body, "/wait": b"waiting\n"}
    if path in fixed:
        return 200, fixed[path]
    return 404, f"No page at {path}\n".encode()
