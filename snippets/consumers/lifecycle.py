"""A sync consumer from connect to disconnect: its methods, and the ASGI messages it sends."""

import asyncio

from channels.generic.websocket import WebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings

if not settings.configured:
    settings.configure()

LOG = []


# --8<-- [start:consumer]
class EchoConsumer(WebsocketConsumer):
    def connect(self):
        LOG.append(f"connect, path {self.scope['path']}")
        self.accept()

    def receive(self, text_data=None, bytes_data=None):
        LOG.append(f"receive, text {text_data!r}, bytes {bytes_data!r}")
        self.send(text_data=text_data, bytes_data=bytes_data)

    def disconnect(self, close_code):
        LOG.append(f"disconnect, code {close_code}")


# --8<-- [end:consumer]
async def run():
    """Return what happened, in order: the consumer's methods and what the client gets."""
    LOG.clear()
    socket = WebsocketCommunicator(EchoConsumer.as_asgi(), "/ws/echo/")
    accepted, _ = await socket.connect(timeout=10)
    LOG.append(f"    client: accepted {accepted}")
    await socket.send_to(text_data="hi")
    LOG.append(f"    client gets {await socket.receive_from(timeout=10)!r}")
    await socket.send_to(bytes_data=b"\x00\x01")
    LOG.append(f"    client gets {await socket.receive_from(timeout=10)!r}")
    await socket.disconnect(code=1001, timeout=10)
    return list(LOG)


def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
