"""Which `http` messages Django's ASGIHandler sends, and what it makes of those it receives."""

import asyncio

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

READ: list[int] = []  # how many bytes of body each call of `upload` had


# --8<-- [start:views]
def empty(request):
    return HttpResponse()


def large(request):
    return HttpResponse(b"x" * 100_000)


async def stream(request):
    async def parts():
        yield b"one"
        yield b"two"

    return StreamingHttpResponse(parts())


def upload(request):
    READ.append(len(request.body))
    return HttpResponse()


# --8<-- [end:views]

urlpatterns = [
    path("empty/", empty),
    path("large/", large),
    path("stream/", stream),
    path("upload/", upload),
]
END = {"type": "http.request"}


async def call(url: str, *events: dict) -> list[dict]:
    """Give the handler these events, then silence. Return the messages that it sent."""
    waiting, sent = list(events), []

    async def receive():
        if not waiting:
            await asyncio.Event().wait()  # nothing more comes
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": url, "headers": [(b"host", b"testserver")]}
    await ASGIHandler()(scope, receive, send)
    return sent


def short(message: dict) -> str:
    """One line for one message; a body is given by its length."""
    keys = {key: value for key, value in message.items() if key != "type"}
    if "body" in keys:
        keys["body"] = f"{len(keys['body'])} bytes"
    if "headers" in keys:
        keys["headers"] = [name.decode() for name, _ in keys["headers"]]
    return f"{message['type']} {keys}"


def main() -> None:
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"])
        django.setup()
    for url in ("/empty/", "/large/", "/stream/"):
        print(f"{url} sends")
        for message in asyncio.run(call(url, END)):
            print(" ", short(message))
    chunk = {"type": "http.request", "body": b"12345", "more_body": True}
    asyncio.run(call("/upload/", chunk, chunk, END))
    print("a body in three messages: the view reads", READ.pop(), "bytes")
    sent = asyncio.run(call("/upload/", chunk, {"type": "http.disconnect"}))
    print(
        "a disconnect before the end of the body: messages sent",
        len(sent),
        "- views run",
        len(READ),
    )


if __name__ == "__main__":
    main()
