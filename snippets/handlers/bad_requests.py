"""What create_request catches, what it cannot catch, and who answers instead."""

import asyncio
import logging

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {
    "ROOT_URLCONF": __name__,
    "ALLOWED_HOSTS": ["*"],
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 10,
}
VIEWS: list[str] = []


async def view(request):
    VIEWS.append("the view ran")
    return HttpResponse(f"{len(request.body)} bytes")


urlpatterns = [path("", view)]


# --8<-- [start:serve]
async def serve(query: bytes = b"", body: bytes = b"") -> str:
    """The status of the answer, and whether the view ran."""
    VIEWS.clear()
    statuses = []
    received = iter([{"type": "http.request", "body": body}])

    async def receive():
        message = next(received, None)
        if message is None:
            await asyncio.Event().wait()
        return message

    async def send(message):
        statuses.append(message.get("status"))

    headers = [(b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": query}
    await ASGIHandler()({**scope, "headers": headers}, receive, send)
    return f"{statuses[0]}, {'the view ran' if VIEWS else 'the view did not run'}"


# --8<-- [end:serve]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    logging.disable()
    print("a good request:", asyncio.run(serve(b"q=1", b"small")))
    print("a query that is not UTF-8:", asyncio.run(serve(b"q=\xff")))
    print("a body over DATA_UPLOAD_MAX_MEMORY_SIZE:", asyncio.run(serve(b"", b"x" * 11)))


if __name__ == "__main__":
    main()
