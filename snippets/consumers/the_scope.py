"""What a consumer finds in self.scope: connection data, the route, and what middleware adds."""

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.urls import path

if not settings.configured:
    settings.configure()


# --8<-- [start:consumer]
class Consumer(AsyncWebsocketConsumer):
    async def connect(self):
        room = self.scope["url_route"]["kwargs"]["room"]
        query = self.scope["query_string"]
        await self.accept()
        await self.send(text_data=f"{self.scope['greeting']}, {room}, {query}")


# --8<-- [end:consumer]
# --8<-- [start:middleware]
class Greeting:
    """Gives the inner application a copy of the scope with one more key."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        await self.inner({**scope, "greeting": "hello"}, receive, send)


application = Greeting(URLRouter([path("ws/<str:room>/", Consumer.as_asgi())]))
# --8<-- [end:middleware]


async def greeting(url):
    """Return the first message that a client gets at `url`."""
    socket = WebsocketCommunicator(application, url)
    await socket.connect(timeout=10)
    message = await socket.receive_from(timeout=10)
    await socket.disconnect(timeout=10)
    return message


def main():
    print(asyncio.run(greeting("/ws/lobby/?since=7")))


if __name__ == "__main__":
    main()
