"""A slow sync consumer also holds up the async consumers of its process."""

import asyncio
import threading

from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumers]
class Slow(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.log.append("the sync handler begins")
        self.may_end.wait(10)  # stands for a slow query
        self.log.append("the sync handler ends")
        self.send(text_data="done")


class Quick(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        self.log.append("the async handler runs")
        await self.send(text_data="done")


# --8<-- [end:consumers]
# --8<-- [start:run]
async def run():
    """Send to the slow one, then to the quick one. Return what happened, in order."""
    log, may_end = Slow.log, Slow.may_end = [], threading.Event()
    Quick.log = log
    slow = WebsocketCommunicator(Slow.as_asgi(), "/")
    quick = WebsocketCommunicator(Quick.as_asgi(), "/")
    await slow.connect(timeout=10)
    await quick.connect(timeout=10)
    await slow.send_to(text_data="go")
    while not log:
        await asyncio.sleep(0.01)
    await quick.send_to(text_data="go")
    if await quick.receive_nothing(timeout=0.3):
        log.append("0.3 s later: the loop is free, but the async handler has not begun")
    may_end.set()
    await slow.receive_from(timeout=10)
    await quick.receive_from(timeout=10)
    await slow.disconnect(timeout=10)
    await quick.disconnect(timeout=10)
    return log


# --8<-- [end:run]
def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
