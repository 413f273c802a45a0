"""What connect() may do: accept, refuse, accept and close, or forget the answer."""

import asyncio

from channels.exceptions import DenyConnection
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumers]
class Accepts(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept(subprotocol="chat.v1")


class Refuses(AsyncWebsocketConsumer):
    async def connect(self):
        await self.close()


class RefusesByRaising(AsyncWebsocketConsumer):
    async def connect(self):
        raise DenyConnection


class AcceptsThenCloses(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.close(code=4003, reason="not for you")


# --8<-- [end:consumers]
# --8<-- [start:wrong]
class ForgetsTheAnswer(AsyncWebsocketConsumer):
    async def connect(self):
        self.room = "lobby"


# --8<-- [end:wrong]
CONSUMERS = [Accepts, Refuses, RefusesByRaising, AcceptsThenCloses, ForgetsTheAnswer]


def answers(consumer):
    """Return the ASGI messages that `consumer` sends to websocket.connect."""
    events = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1006}])
    sent = []

    async def receive():
        return next(events)

    async def send(event):
        sent.append({name: value for name, value in event.items() if value is not None})

    asyncio.run(consumer.as_asgi()({"type": "websocket"}, receive, send))
    return sent


def main():
    for consumer in CONSUMERS:
        print(consumer.__name__)
        for message in answers(consumer) or ["(nothing)"]:
            print("   ", message)


if __name__ == "__main__":
    main()
