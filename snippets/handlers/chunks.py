"""What send_response sends: start, then chunks of 64 KiB; a stream ends with an empty body."""

import asyncio

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}


# --8<-- [start:views]
async def empty(request):
    return HttpResponse()


async def large(request):
    return HttpResponse(b"x" * 150_000)


async def stream(request):
    async def parts():
        yield b"one"
        yield b"x" * 70_000

    return StreamingHttpResponse(parts())


# --8<-- [end:views]

urlpatterns = [path("empty", empty), path("large", large), path("stream", stream)]


async def messages(url: str) -> list[str]:
    """The messages of the response at this address, in short."""
    sent = []
    received = iter([{"type": "http.request"}])

    async def receive():
        message = next(received, None)
        if message is None:
            await asyncio.Event().wait()
        return message

    async def send(message):
        short = dict(message)
        if "body" in short:
            short["body"] = f"{len(short['body'])} bytes"
        if "headers" in short:
            short["headers"] = f"{len(short['headers'])} headers"
        sent.append(", ".join(f"{key}: {value}" for key, value in short.items()))

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    await ASGIHandler()(scope, receive, send)
    return sent


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for url in ("/empty", "/large", "/stream"):
        print(url)
        for line in asyncio.run(messages(url)):
            print(f"  {line}")


if __name__ == "__main__":
    main()
