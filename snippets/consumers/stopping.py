"""StopConsumer ends the application. Without it the application waits after the disconnect."""

import asyncio

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:right]
class Stops(AsyncConsumer):
    async def websocket_disconnect(self, event):
        raise StopConsumer


class Generic(AsyncWebsocketConsumer):
    async def disconnect(self, close_code):
        """The generic class raises StopConsumer after this method."""


# --8<-- [end:right]
# --8<-- [start:wrong]
class Stays(AsyncConsumer):
    async def websocket_disconnect(self, event):
        """Forgets StopConsumer."""


class Overrides(AsyncWebsocketConsumer):
    async def websocket_disconnect(self, event):
        """Replaces the method that raises StopConsumer; meant to be disconnect()."""


# --8<-- [end:wrong]
async def ended(consumer):
    """Return True if the application ends within a second of the disconnect."""
    events = asyncio.Queue()
    events.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def send(event):
        pass

    task = asyncio.ensure_future(consumer.as_asgi()({"type": "websocket"}, events.get, send))
    done, _ = await asyncio.wait([task], timeout=1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return bool(done)


def main():
    for consumer in (Stops, Generic, Stays, Overrides):
        answer = "ends" if asyncio.run(ended(consumer)) else "still waits for events"
        print(f"{consumer.__name__:12}{answer}")


if __name__ == "__main__":
    main()
