"""Django's own ASGIHandler serves HTTP only: it raises for a WebSocket and for lifespan."""

import asyncio

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler


async def no_message() -> dict:
    raise AssertionError("the handler asked for a message")


async def send(message: dict) -> None:
    raise AssertionError(f"the handler sent {message}")


def answer(scope_type: str) -> str:
    """Call the handler with a scope of this type. Return its error."""
    if not settings.configured:
        settings.configure()
        django.setup()
    try:
        asyncio.run(ASGIHandler()({"type": scope_type}, no_message, send))
    except ValueError as error:
        return f"ValueError: {error}"
    return "served"


def main() -> None:
    for scope_type in ("websocket", "lifespan"):
        print(f"{scope_type}: {answer(scope_type)}")


if __name__ == "__main__":
    main()
