"""adapt_method_mode: where a mixed chain of middleware changes between sync and async."""

import asyncio
import io
import threading

import django
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.decorators import sync_and_async_middleware

ROWS: list[tuple[str, str]] = []


# --8<-- [start:middleware]
def note(part: str) -> None:
    """Note whether this part runs on an event loop or on a plain thread."""
    try:
        asyncio.get_running_loop()
        place = "event loop"
    except RuntimeError:
        main = threading.current_thread() is threading.main_thread()
        place = "main thread" if main else "executor thread"
    ROWS.append((part, place))


class SyncOnly:
    """The default: sync_capable is True, async_capable is False."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        note("sync middleware")
        return self.get_response(request)


class AsyncOnly:
    sync_capable = False
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        note("async middleware")
        return await self.get_response(request)


@sync_and_async_middleware
def both(get_response):
    async def middleware(request):
        note("middleware that can do both")
        return await get_response(request)

    def sync_middleware(request):
        note("middleware that can do both")
        return get_response(request)

    return middleware if iscoroutinefunction(get_response) else sync_middleware


# --8<-- [end:middleware]


def sync_view(request):
    note("sync view")
    return HttpResponse("ok")


async def async_view(request):
    note("async view")
    return HttpResponse("ok")


urlpatterns = [path("sync", sync_view), path("async", async_view)]
SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
CHAINS = {
    "none": [],
    "sync": ["SyncOnly"],
    "both": ["both"],
    "async, sync, async": ["AsyncOnly", "SyncOnly", "AsyncOnly"],
}


async def under_asgi(url: str) -> None:
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await asyncio.Event().wait()

    async def send(message):
        pass

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    await ASGIHandler()(scope, receive, send)


def under_wsgi(url: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": url, "wsgi.input": io.BytesIO()}
    WSGIHandler()(environ, lambda status, headers: None).close()


def places(gateway: str, chain: str, url: str) -> list[tuple[str, str]]:
    """(part, where it ran) for one request through this chain of middleware."""
    ROWS.clear()
    with override_settings(MIDDLEWARE=[f"{__name__}.{name}" for name in CHAINS[chain]]):
        under_wsgi(url) if gateway == "WSGI" else asyncio.run(under_asgi(url))
    return list(ROWS)


SHORT = {"event loop": "loop", "executor thread": "thread", "main thread": "main thread"}


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for gateway in ("ASGI", "WSGI"):
        for chain in CHAINS:
            print(f"{gateway}, middleware: {chain}")
            for url in ("/sync", "/async"):
                where = [SHORT[place] for _, place in places(gateway, chain, url)]
                print(f"  {url[1:] + ' view:':12} {' -> '.join(where)}")


if __name__ == "__main__":
    main()
