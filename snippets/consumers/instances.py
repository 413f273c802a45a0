"""Each connection has an instance of its own. What stands on the class is shared."""

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

if not settings.configured:
    settings.configure()


# --8<-- [start:consumer]
class Consumer(AsyncWebsocketConsumer):
    # On the class: one list for all connections of this process.
    shared = []  # noqa: RUF012

    async def connect(self):
        self.own = []  # on the instance: a new list for each connection
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.own.append(text_data)
        self.shared.append(text_data)
        await self.send(text_data=f"own {self.own}, shared {self.shared}")


# --8<-- [end:consumer]
async def run():
    """Two clients send one message each. Return what each gets back."""
    Consumer.shared = []
    application = Consumer.as_asgi()
    answers = {}
    a, b = (WebsocketCommunicator(application, "/") for _ in range(2))
    for socket in (a, b):
        await socket.connect(timeout=10)
    for name, socket in (("A", a), ("B", b)):
        await socket.send_to(text_data=f"from {name}")
        answers[name] = await socket.receive_from(timeout=10)
    for socket in (a, b):
        await socket.disconnect(timeout=10)
    return answers


def main():
    for name, answer in asyncio.run(run()).items():
        print(name, "gets", answer)


if __name__ == "__main__":
    main()
