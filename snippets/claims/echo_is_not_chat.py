"""Two people connect to a consumer that only echoes: the second never hears the first."""

import asyncio
import json

import django
from channels.generic.websocket import WebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.conf import settings


# --8<-- [start:consumer]
class Echo(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        message = json.loads(text_data)["message"]
        self.send(text_data=json.dumps({"message": message}))


# --8<-- [end:consumer]


async def talk() -> dict[str, str]:
    """A and B connect, A says hello. Return what each of them got."""
    people = {name: WebsocketCommunicator(Echo.as_asgi(), "/ws/chat/lobby/") for name in "AB"}
    for person in people.values():
        await person.connect()
    await people["A"].send_to(text_data='{"message": "hello"}')
    got = {
        "A": await people["A"].receive_from(),
        "B": "nothing" if await people["B"].receive_nothing() else "a message",
    }
    for person in people.values():
        await person.disconnect()
    return got


def main() -> None:
    if not settings.configured:
        settings.configure()
        django.setup()
    print('A and B are in the room "lobby"; A sends {"message": "hello"}')
    for name, got in asyncio.run(talk()).items():
        print(f"{name} gets {got}")


if __name__ == "__main__":
    main()
