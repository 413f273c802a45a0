"""No route: URLRouter raises, and the server must say 500. A last route can refuse politely."""

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.urls import path, re_path

if not settings.configured:
    settings.configure()


# --8<-- [start:strict]
class Chat(AsyncWebsocketConsumer):
    """Accepts each connection."""


strict = URLRouter([path("ws/chat/", Chat.as_asgi())])
# --8<-- [end:strict]


# --8<-- [start:polite]
class NotFound(AsyncWebsocketConsumer):
    async def connect(self):
        await self.close()  # before accept: the server answers 403


polite = URLRouter(
    [
        path("ws/chat/", Chat.as_asgi()),
        re_path(r"", NotFound.as_asgi()),  # the last route takes everything
    ]
)
# --8<-- [end:polite]


async def connect(application, url):
    """Return what a client of `application` meets at `url`."""
    socket = WebsocketCommunicator(application, url)
    try:
        # The communicator raises the application's exception only when this time is over.
        accepted, _ = await socket.connect(timeout=3)
    except ValueError as error:
        return f"the application raises ValueError: {error}"
    await socket.disconnect(timeout=10)
    return "accepted" if accepted else "refused"


def main():
    for name, application in (("strict", strict), ("polite", polite)):
        for url in ("/ws/chat/", "/ws/chta/"):
            print(f"{name}  {url:11}{asyncio.run(connect(application, url))}")


if __name__ == "__main__":
    main()
