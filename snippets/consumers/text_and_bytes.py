"""A receive() with one parameter works until the first binary message."""

import asyncio

from channels.generic.websocket import WebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:wrong]
class TextOnly(WebsocketConsumer):
    def receive(self, text_data):
        self.send(text_data=text_data)


class IgnoresBytes(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.send(text_data=text_data.upper())


# --8<-- [end:wrong]
# --8<-- [start:right]
class Both(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        if bytes_data is not None:
            self.send(text_data="please send text")
            return
        self.send(text_data=text_data.upper())


# --8<-- [end:right]
def answers(consumer, message):
    """Return what `consumer` sends for `message`, or its exception."""
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
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"
    return sent[-1]


def main():
    for consumer in (TextOnly, IgnoresBytes, Both):
        print(consumer.__name__)
        print("    text  ", answers(consumer, {"text": "hi"}))
        print("    bytes ", answers(consumer, {"bytes": b"hi"}))


if __name__ == "__main__":
    main()
