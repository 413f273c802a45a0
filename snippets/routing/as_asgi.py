"""Three values in a route: as_asgi(), the class, and one instance for all."""

import asyncio
import logging

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

if not settings.configured:
    settings.configure()
logging.disable()


# --8<-- [start:consumer]
class Consumer(AsyncWebsocketConsumer):
    greeting = "hello"

    async def connect(self):
        self.connections = getattr(self, "connections", 0) + 1
        await self.accept()
        text = f"{self.greeting}, connection {self.connections} of this instance"
        await self.send(text_data=text)


# --8<-- [end:consumer]
# --8<-- [start:routes]
class Greeter(Consumer):
    def __init__(self, greeting):
        super().__init__()
        self.greeting = greeting


ROUTES = {
    "Consumer.as_asgi()": Consumer.as_asgi(),
    "Greeter.as_asgi(greeting='welcome')": Greeter.as_asgi(greeting="welcome"),
    "Consumer": Consumer,
    "Consumer()": Consumer(),
}
# --8<-- [end:routes]


def two_connections(application):
    """Return the greeting that each of two connections gets, or the error."""
    router = URLRouter([path("ws/", application)])
    greetings = []
    for _ in range(2):
        events = iter(
            [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
        )

        async def receive(events=events):
            return next(events)

        async def send(event):
            if event["type"] == "websocket.send":
                greetings.append(event["text"])

        try:
            asyncio.run(router({"type": "websocket", "path": "/ws/"}, receive, send))
        except TypeError:
            return ["TypeError, because nobody can await an instance"]
    return greetings


def main():
    for name, application in ROUTES.items():
        print(name)
        for line in two_connections(application):
            print("   ", line)


if __name__ == "__main__":
    main()
