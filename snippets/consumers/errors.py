"""An exception in a handler ends the consumer, and disconnect() does not run."""

import asyncio
import json

from channels.generic.websocket import WebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()

LOG = []


# --8<-- [start:wrong]
class Careless(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        message = json.loads(text_data)["message"]
        self.send(text_data=message)

    def disconnect(self, close_code):
        LOG.append("disconnect: leaves the room")


# --8<-- [end:wrong]
# --8<-- [start:right]
class Careful(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        try:
            message = json.loads(text_data)["message"]
        except (TypeError, ValueError, KeyError):
            self.send(text_data='{"error": "expected an object with a message"}')
            return
        self.send(text_data=message)

    def disconnect(self, close_code):
        LOG.append("disconnect: leaves the room")


# --8<-- [end:right]
def run(consumer):
    """One bad message, one good one. Return what happened, in order."""
    LOG.clear()
    events = iter(
        [
            {"type": "websocket.connect"},
            {"type": "websocket.receive", "text": "not JSON"},
            {"type": "websocket.receive", "text": '{"message": "hi"}'},
            {"type": "websocket.disconnect", "code": 1000},
        ]
    )

    async def receive():
        return next(events)

    async def send(event):
        LOG.append(f"sends {event.get('text', event['type'])}")

    try:
        asyncio.run(consumer.as_asgi()({"type": "websocket"}, receive, send))
    except ValueError as error:
        LOG.append(f"the application raises {type(error).__name__}")
    return list(LOG)


def main():
    for consumer in (Careless, Careful):
        print(consumer.__name__)
        for line in run(consumer):
            print("   ", line)


if __name__ == "__main__":
    main()
