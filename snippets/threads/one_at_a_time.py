"""One consumer handles its events one after another. Another consumer does not wait for it."""

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumer]
class Consumer(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        self.log.append(f"{text_data} begins")
        if text_data.endswith("slow"):
            await asyncio.wait_for(self.may_end.wait(), timeout=10)
        self.log.append(f"{text_data} ends")
        await self.send(text_data="done")


# --8<-- [end:consumer]
# --8<-- [start:run]
async def run():
    """A sends a slow message and a quick one; then B sends a quick one."""
    log, may_end = Consumer.log, Consumer.may_end = [], asyncio.Event()
    a = WebsocketCommunicator(Consumer.as_asgi(), "/")
    b = WebsocketCommunicator(Consumer.as_asgi(), "/")
    await a.connect(timeout=10)
    await b.connect(timeout=10)
    await a.send_to(text_data="A slow")
    await a.send_to(text_data="A quick")
    while not log:
        await asyncio.sleep(0.01)
    await b.send_to(text_data="B quick")
    await b.receive_from(timeout=10)
    may_end.set()
    await a.receive_from(timeout=10)
    await a.receive_from(timeout=10)
    await a.disconnect(timeout=10)
    await b.disconnect(timeout=10)
    return log


# --8<-- [end:run]
def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
