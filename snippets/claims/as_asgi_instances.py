"""`as_asgi()` makes one application, and the application makes one consumer for each connection."""

import asyncio

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

INSTANCES: list[object] = []


# --8<-- [start:consumer]
class Remember(AsyncWebsocketConsumer):
    async def connect(self):
        INSTANCES.append(self)
        await self.accept()


application = Remember.as_asgi()
# --8<-- [end:consumer]


async def connect_twice() -> list[object]:
    """Open two WebSockets to one application. Return the consumers that served them."""
    INSTANCES.clear()
    for _ in range(2):
        communicator = WebsocketCommunicator(application, "/ws/")
        await communicator.connect()
        await communicator.disconnect()
    return list(INSTANCES)


def main() -> None:
    if not settings.configured:
        settings.configure()
        django.setup()
    first, second = asyncio.run(connect_twice())
    print("2 connections, consumers made:", len({id(first), id(second)}))
    print("both are of the class given to as_asgi():", type(first) is type(second) is Remember)


if __name__ == "__main__":
    main()
