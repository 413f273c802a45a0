"""Django's ASGIHandler serves HTTP only: a WebSocket or lifespan scope is a ValueError."""

import asyncio

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []


# --8<-- [start:ask]
async def ask(scope_type: str) -> str:
    """Call the handler with a scope of this type; return what it raised."""

    async def receive():
        raise AssertionError("the handler never asks for a message")

    async def send(message):
        raise AssertionError("the handler never sends one")

    try:
        await ASGIHandler()({"type": scope_type}, receive, send)
    except ValueError as error:
        return f"ValueError: {error}"
    return "served"


# --8<-- [end:ask]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for scope_type in ("websocket", "lifespan"):
        print(f"{scope_type:9} -> {asyncio.run(ask(scope_type))}")


if __name__ == "__main__":
    main()
