"""The JSON consumers: what they decode, what ends them, and how to keep the socket alive."""

import asyncio
import json

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:plain]
class Plain(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content, **kwargs):
        await self.send_json({"echo": content})


# --8<-- [end:plain]
# --8<-- [start:patient]
class Patient(Plain):
    """Answers what it cannot read with an error message, and lives on."""

    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        try:
            content = await self.decode_json(text_data or "")
        except ValueError:
            await self.send_json({"error": "expected JSON text"})
            return
        await self.receive_json(content, **kwargs)


# --8<-- [end:patient]
# --8<-- [start:messages]
MESSAGES = {
    "an object": {"text": '{"a": 1}'},
    "a number": {"text": "1"},
    "bad JSON": {"text": "{"},
    "empty text": {"text": ""},
    "bytes": {"bytes": b"{}"},
}
# --8<-- [end:messages]


def answer(consumer, message):
    """Return what `consumer` sends for one message, or its exception."""
    events = iter(
        [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", **message},
            {"type": "websocket.disconnect", "code": 1000},
        ]
    )
    sent = []

    async def receive():
        return next(events)

    async def send(event):
        sent.append(event.get("text"))

    try:
        asyncio.run(consumer.as_asgi()({"type": "websocket"}, receive, send))
    except json.JSONDecodeError:
        return "JSONDecodeError"
    except ValueError as error:
        return f"ValueError: {error}"
    return sent[-1]


def main():
    for consumer in (Plain, Patient):
        print(consumer.__name__)
        for name, message in MESSAGES.items():
            print(f"    {name:12}{answer(consumer, message)}")


if __name__ == "__main__":
    main()
