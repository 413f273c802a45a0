"""Which `websocket` messages a Channels consumer sends, and what it makes of those it receives."""

import asyncio

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from channels.testing import ApplicationCommunicator
from django.conf import settings

SAW: list[str] = []


# --8<-- [start:consumer]
class Consumer(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        SAW.append(f"receive(text_data={text_data!r}, bytes_data={bytes_data!r})")
        await self.send(text_data="text")
        await self.send(bytes_data=b"bytes")
        await self.close()
        await self.close(code=4000, reason="done")

    async def disconnect(self, code):
        SAW.append(f"disconnect({code})")


# --8<-- [end:consumer]

EVENTS = [
    {"type": "websocket.connect"},
    {"type": "websocket.receive", "text": None, "bytes": b"\x00"},
    {"type": "websocket.disconnect", "code": 1001, "reason": "going away"},
]


async def conversation() -> list[dict]:
    """Give a consumer the three events. Return the messages that it sent."""
    communicator = ApplicationCommunicator(Consumer.as_asgi(), {"type": "websocket"})
    for event in EVENTS:
        await communicator.send_input(event)
    await communicator.wait(timeout=10)
    return [
        communicator.output_queue.get_nowait() for _ in range(communicator.output_queue.qsize())
    ]


async def error_of(application, scope: dict, *events: dict) -> str:
    """Call an application with these events. Return the error that it raises."""
    waiting = list(events)

    async def receive():
        return waiting.pop(0)

    async def send(message):
        pass

    try:
        await application(scope, receive, send)
    except ValueError as error:
        return f"ValueError: {error}"
    return "no error"


def main() -> None:
    if not settings.configured:
        settings.configure()
        django.setup()
    sent = asyncio.run(conversation())
    print("the consumer sends")
    for message in sent:
        print(" ", message)
    print("its methods were called:", "; ".join(SAW))
    unknown = {"type": "websocket.unknown"}
    print("an unknown event:", asyncio.run(error_of(Consumer.as_asgi(), {}, unknown)))
    router = ProtocolTypeRouter({"websocket": Consumer.as_asgi()})
    print("lifespan:", asyncio.run(error_of(router, {"type": "lifespan"})))


if __name__ == "__main__":
    main()
