"""URLRouter with path() and re_path(): what arrives in scope["url_route"]."""

import asyncio

from channels.routing import URLRouter
from django.urls import path, re_path


# --8<-- [start:routes]
async def show(scope, receive, send):
    await send(scope["url_route"])


application = URLRouter(
    [
        path("ws/rooms/<int:number>/", show, {"kind": "numbered"}),
        re_path(r"^ws/chat/(?P<room>\w+)/\Z", show),
        re_path(r"^ws/old/(\w+)/\Z", show),
    ]
)
# --8<-- [end:routes]


def url_route(url):
    """Return scope["url_route"] for `url`, or the error."""
    sent = []

    async def send(event):
        sent.append(event)

    try:
        asyncio.run(application({"type": "websocket", "path": url}, None, send))
    except ValueError as error:
        return f"ValueError: {error}"
    return sent[0]


def main():
    for url in ("/ws/rooms/7/", "/ws/chat/lobby/", "/ws/old/lobby/", "/ws/rooms/seven/"):
        print(f"{url:18}{url_route(url)}")


if __name__ == "__main__":
    main()
