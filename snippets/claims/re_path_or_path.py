"""What URLRouter can route: `path()`, flat and nested, and the one nesting that fails."""

import asyncio

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.urls import path, re_path


class Room(AsyncWebsocketConsumer):
    """Accepts, and names the room as the subprotocol, so that a test can see it."""

    async def connect(self):
        await self.accept(subprotocol=self.scope["url_route"]["kwargs"]["room_name"])


class Middleware:
    """The smallest ASGI middleware: it calls the application inside it."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        return await self.inner(scope, receive, send)


def routes() -> dict[str, URLRouter]:
    """Four ways to route /ws/chat/<room_name>/."""
    room = Room.as_asgi()

    # --8<-- [start:routes]
    def inner():
        return URLRouter([path("chat/<room_name>/", room)])

    return {
        "flat re_path()": URLRouter([re_path(r"^ws/chat/(?P<room_name>\w+)/$", room)]),
        "flat path()": URLRouter([path("ws/chat/<room_name>/", room)]),
        "nested path()": URLRouter([path("ws/", inner())]),
        "nested path(), middleware around the inner router": URLRouter(
            [path("ws/", Middleware(inner()))]
        ),
        "nested re_path(), middleware around the inner router": URLRouter(
            [re_path(r"^ws/", Middleware(inner()))]
        ),
    }
    # --8<-- [end:routes]


async def connect(application) -> str:
    """Open one WebSocket. Say which room the consumer saw, or which error came out."""
    communicator = WebsocketCommunicator(application, "/ws/chat/lobby/")
    try:
        _, room_name = await communicator.connect()
    except ValueError as error:
        return f"ValueError: {error}"
    await communicator.disconnect()
    return f"works, room_name is {room_name!r}"


def main() -> None:
    if not settings.configured:
        settings.configure()
        django.setup()
    for title, application in routes().items():
        print(f"{title}:\n  {asyncio.run(connect(application))}")


if __name__ == "__main__":
    main()
