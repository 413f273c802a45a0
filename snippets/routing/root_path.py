"""URLRouter takes scope["root_path"] off the path before it looks at the routes."""

import asyncio

from channels.routing import URLRouter
from django.urls import path


# --8<-- [start:router]
async def show(scope, receive, send):
    await send("found")


application = URLRouter([path("ws/chat/", show)])
# --8<-- [end:router]


def outcome(root_path, url):
    """Return "found" or the error for this root_path and path."""
    sent = []

    async def send(event):
        sent.append(event)

    scope = {"type": "websocket", "path": url, "root_path": root_path}
    try:
        asyncio.run(application(scope, None, send))
    except ValueError as error:
        return f"ValueError: {error}"
    return sent[0]


CASES = [("", "/ws/chat/"), ("/app", "/app/ws/chat/"), ("", "/app/ws/chat/"), ("/app", "/ws/chat/")]


def main():
    for root_path, url in CASES:
        print(f"root_path {root_path!r:7}path {url!r:17}{outcome(root_path, url)}")


if __name__ == "__main__":
    main()
