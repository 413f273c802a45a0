"""A complete ASGI application, called by hand as a server would call it."""

import asyncio


# --8<-- [start:app]
async def application(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError(f"this application serves http, not {scope['type']}")
    body = f"Hello, {scope['path']}\n".encode()
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        }
    )
    await send({"type": "http.response.body", "body": body})


# --8<-- [end:app]
# --8<-- [start:call]
async def call(app, scope, events):
    """Call `app` once: give it `events`, return the events that it sends."""
    waiting = iter(events)
    sent = []

    async def receive():
        return next(waiting)

    async def send(event):
        sent.append(event)

    await app(scope, receive, send)
    return sent


# --8<-- [end:call]
def exchange():
    """Return the events that the application sends for GET /chat."""
    scope = {"type": "http", "asgi": {"version": "3.0"}, "method": "GET", "path": "/chat"}
    return asyncio.run(call(application, scope, [{"type": "http.request"}]))


def main():
    for event in exchange():
        print(event)


if __name__ == "__main__":
    main()
