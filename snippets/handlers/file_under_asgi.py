"""A FileResponse under ASGI: the whole file is read before its first part is sent."""

import asyncio
import io
import warnings

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import FileResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
LOG: list[str] = []


# --8<-- [start:file]
class LoggedFile(io.BytesIO):
    def read(self, size=-1):
        data = super().read(size)
        LOG.append(f"read {len(data)} bytes")
        return data


def download(request):
    return FileResponse(LoggedFile(b"x" * 150_000), content_type="text/plain")


# --8<-- [end:file]

urlpatterns = [path("", download)]


async def order() -> list[str]:
    """What was read and sent, in order."""
    LOG.clear()
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await asyncio.Event().wait()

    async def send(message):
        if "body" in message:
            LOG.append(f"send {len(message['body'])} bytes")
        elif message["type"] == "http.response.start":
            LOG.append(f"send start, with the header {message['headers'][0][0]!r}")

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        await ASGIHandler()(scope, receive, send)
    return list(LOG)


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print(*asyncio.run(order()), sep="\n")


if __name__ == "__main__":
    main()
