"""A sync iterator under ASGI, or an async one under WSGI: it works, it is all read, it warns."""

import asyncio
import io
import textwrap
import warnings

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import StreamingHttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
LOG: list[str] = []


# --8<-- [start:views]
def sync_parts():
    for part in (b"one ", b"two "):
        LOG.append(f"made {part!r}")
        yield part


async def async_parts():
    for part in (b"one ", b"two "):
        LOG.append(f"made {part!r}")
        yield part


def sync_stream(request):
    return StreamingHttpResponse(sync_parts())


def async_stream(request):
    return StreamingHttpResponse(async_parts())


# --8<-- [end:views]

urlpatterns = [path("sync", sync_stream), path("async", async_stream)]


def under_wsgi(url: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": url, "wsgi.input": io.BytesIO()}
    response = WSGIHandler()(environ, lambda status, headers: None)
    for part in response:
        LOG.append(f"sent {part!r}")
    response.close()


async def under_asgi(url: str) -> None:
    received = iter([{"type": "http.request"}])

    async def receive():
        message = next(received, None)
        if message is None:
            await asyncio.Event().wait()
        return message

    async def send(message):
        if message.get("body"):
            LOG.append(f"sent {message['body']!r}")

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    await ASGIHandler()(scope, receive, send)


def run(gateway: str, url: str) -> tuple[list[str], list[str]]:
    """(what was made and sent, in order; the warnings)"""
    LOG.clear()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        under_wsgi(url) if gateway == "WSGI" else asyncio.run(under_asgi(url))
    return list(LOG), [f"{w.category.__name__}: {w.message}" for w in caught]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for gateway in ("WSGI", "ASGI"):
        for url in ("/sync", "/async"):
            order, warned = run(gateway, url)
            print(f"{url[1:]} iterator under {gateway}: {', '.join(order)}")
            for warning in warned:
                print(textwrap.indent(textwrap.fill(warning, 74), "  "))


if __name__ == "__main__":
    main()
