"""Four sockets, one process: sync consumers take turns on one thread, async ones do not."""

import asyncio
import threading
import time

from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumers]
class Meter:
    """Counts the handlers that run at the same time, and their threads."""

    def __init__(self):
        self.now, self.most, self.threads = 0, 0, set()

    def __enter__(self):
        self.now += 1
        self.most = max(self.most, self.now)
        self.threads.add(threading.get_ident())

    def __exit__(self, *error):
        self.now -= 1


class Sync(WebsocketConsumer):
    meter = None

    def receive(self, text_data=None, bytes_data=None):
        with self.meter:
            time.sleep(0.25)
        self.send(text_data="done")


class Async(AsyncWebsocketConsumer):
    meter = None

    async def receive(self, text_data=None, bytes_data=None):
        with self.meter:
            await asyncio.sleep(0.25)
        await self.send(text_data="done")


# --8<-- [end:consumers]
# --8<-- [start:run]
async def four_sockets(consumer):
    """Send one message on each of four sockets at once. Return the meter."""
    consumer.meter = Meter()
    sockets = [WebsocketCommunicator(consumer.as_asgi(), "/") for _ in range(4)]
    for socket in sockets:
        await socket.connect(timeout=10)
    for socket in sockets:
        await socket.send_to(text_data="go")
    for socket in sockets:
        await socket.receive_from(timeout=10)
    for socket in sockets:
        await socket.disconnect(timeout=10)
    return consumer.meter


# --8<-- [end:run]
def main():
    for consumer in (Sync, Async):
        meter = asyncio.run(four_sockets(consumer))
        print(f"{consumer.__name__:6}at the same time: {meter.most}, threads: {len(meter.threads)}")


if __name__ == "__main__":
    main()
