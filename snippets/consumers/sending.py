"""send(): text or bytes, exactly one; and in an async consumer, awaited."""

import asyncio
import warnings

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumers]
class Text(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data="hello")


class Bytes(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(bytes_data=b"hello")


class SendAndClose(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data="goodbye", close=4000)


# --8<-- [end:consumers]
# --8<-- [start:wrong]
class Nothing(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send()


class NotAwaited(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        self.send(text_data="hello")  # makes a coroutine, and nobody runs it


# --8<-- [end:wrong]
def sent_by(consumer):
    """Return what `consumer` sends after the accept, and its error or warning."""
    events = iter(
        [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", "text": "go"},
            {"type": "websocket.disconnect", "code": 1000},
        ]
    )
    sent = []

    async def receive():
        return next(events)

    async def send(event):
        sent.append(event)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RuntimeWarning)
        try:
            asyncio.run(consumer.as_asgi()({"type": "websocket"}, receive, send))
        except ValueError as error:
            sent.append(f"ValueError: {error}")
    return sent[1:] + [f"RuntimeWarning: {w.message}" for w in caught]


def main():
    for consumer in (Text, Bytes, SendAndClose, Nothing, NotAwaited):
        print(consumer.__name__)
        for line in sent_by(consumer):
            print("   ", line)


if __name__ == "__main__":
    main()
