"""process_exception is called synchronously, in a thread, even when it is an async method."""

import asyncio
import inspect
import threading

import django
from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

LOG: list[str] = []


def place() -> str:
    """Where this line runs: on an event loop, or on a thread without one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        main = threading.current_thread() is threading.main_thread()
        return "the main thread" if main else "an executor thread"
    return "an event loop"


# --8<-- [start:middleware]
class Base:
    """Async middleware; only its exception hook matters here."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        return await self.get_response(request)


class SyncHook(Base):
    def process_exception(self, request, exception):
        LOG.append(f"the sync hook runs on {place()}")
        return HttpResponse("caught", status=503)


class AsyncHook(Base):
    async def process_exception(self, request, exception):
        LOG.append(f"the async hook runs on {place()}")
        return HttpResponse("caught", status=503)


# --8<-- [end:middleware]


async def view(request):
    LOG.append(f"the view raises on {place()}")
    raise LookupError("no such room")


urlpatterns = [path("", view)]
SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}


async def get(handler: ASGIHandler) -> None:
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await asyncio.Event().wait()

    async def send(message):
        if "status" in message:
            LOG.append(f"the answer is {message['status']}")

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await handler(scope, receive, send)


def run(hook: str) -> tuple[bool, list[str]]:
    """(is the hook in the handler's list a coroutine function?, what happened)"""
    LOG.clear()
    with override_settings(MIDDLEWARE=[f"{__name__}.{hook}"]):
        handler = ASGIHandler()
    asyncio.run(get(handler))
    return inspect.iscoroutinefunction(handler._exception_middleware[0]), list(LOG)


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for hook in ("SyncHook", "AsyncHook"):
        is_async, log = run(hook)
        print(f"{hook}: in the handler's list it is {'async' if is_async else 'sync'}")
        print("".join(f"  {line}\n" for line in log), end="")


if __name__ == "__main__":
    main()
