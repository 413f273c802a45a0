"""The type of an event names the method: dots become underscores."""

import asyncio

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumer]
class Consumer(AsyncConsumer):
    async def websocket_connect(self, event):
        await self.send({"type": "websocket.accept"})

    async def chat_message(self, event):
        await self.send({"type": "websocket.send", "text": event["text"]})

    async def websocket_disconnect(self, event):
        raise StopConsumer


# --8<-- [end:consumer]
def outcome(*events):
    """Give `events` to the consumer. Return the types it sends, then the error, if any."""
    waiting, sent = iter(events), []

    async def receive():
        return next(waiting)

    async def send(event):
        sent.append(event["type"])

    try:
        asyncio.run(Consumer.as_asgi()({"type": "websocket"}, receive, send))
    except ValueError as error:
        sent.append(f"ValueError: {error}")
    return sent


# --8<-- [start:events]
CASES = {
    "known types": [
        {"type": "websocket.connect"},
        {"type": "chat.message", "text": "hi"},
        {"type": "websocket.disconnect", "code": 1000},
    ],
    "unknown type": [{"type": "chat.typing"}],
    "leading underscore": [{"type": "_private"}],
    "no type": [{"text": "hi"}],
}
# --8<-- [end:events]


def main():
    for name, events in CASES.items():
        print(f"{name:20}{' | '.join(outcome(*events))}")


if __name__ == "__main__":
    main()
