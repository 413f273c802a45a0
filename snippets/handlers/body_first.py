"""ASGIHandler reads the whole body before the view; then receive() can only mean disconnect."""

import asyncio

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
LOG: list[str] = []


async def view(request):
    LOG.append(f"the view runs with {request.body!r}")
    await asyncio.sleep(0.05)  # time for the task that listens
    return HttpResponse("ok")


urlpatterns = [path("", view)]


# --8<-- [start:serve]
SCOPE = {"type": "http", "method": "POST", "path": "/", "headers": []}


async def serve(messages: list[dict]) -> list[str]:
    """Give the handler these messages, one for each receive(); return what happened."""
    LOG.clear()
    waiting = iter(messages)

    async def receive():
        message = next(waiting, None)
        if message is None:
            LOG.append("receive() waits: nothing comes")
            await asyncio.Event().wait()
        LOG.append(f"receive() -> {message}")
        return message

    async def send(message):
        LOG.append(f"send({message['type']})")

    try:
        await ASGIHandler()(SCOPE, receive, send)
    except AssertionError as error:
        LOG.append(f"AssertionError: {error}")
    return list(LOG)


# --8<-- [end:serve]

CASES = {
    "a body in three messages": [
        {"type": "http.request", "body": b"one ", "more_body": True},
        {"type": "http.request", "body": b"two ", "more_body": True},
        {"type": "http.request", "body": b"three"},
    ],
    "the client leaves during the body": [
        {"type": "http.request", "body": b"one ", "more_body": True},
        {"type": "http.disconnect"},
    ],
    "a server that breaks the rule": [
        {"type": "http.request", "body": b"all"},
        {"type": "http.request", "body": b"and more"},
    ],
}


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for title, messages in CASES.items():
        print(f"{title}:")
        for event in asyncio.run(serve(messages)):
            print(f"  {event}")


if __name__ == "__main__":
    main()
