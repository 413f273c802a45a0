"""The client leaves while the view waits: what happens to the view, and to request_finished."""

import asyncio
import threading

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
LOG: list[str] = []


# --8<-- [start:view]
async def view(request):
    LOG.append("the view waits")
    ENTERED.set()
    try:
        await asyncio.sleep(0.2)
    except asyncio.CancelledError:
        LOG.append("the view is cancelled")
        raise
    LOG.append("the view runs to its end")
    return HttpResponse("too late")


def sync_view(request):
    LOG.append("the sync view waits")
    LOOP.call_soon_threadsafe(ENTERED.set)
    LEFT.wait(timeout=20)
    LOG.append("the sync view runs to its end")
    return HttpResponse("too late")


# --8<-- [end:view]

urlpatterns = [path("async", view), path("sync", sync_view)]
ENTERED = asyncio.Event()
LEFT = threading.Event()
LOOP: asyncio.AbstractEventLoop


def on_finished(sender, **kwargs):
    LOG.append("request_finished is sent")


# --8<-- [start:leave]
async def leave(url: str) -> list[str]:
    """One request; the server says http.disconnect as soon as the view waits."""
    global ENTERED, LOOP
    ENTERED, LOOP = asyncio.Event(), asyncio.get_running_loop()
    LEFT.clear()
    LOG.clear()
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await ENTERED.wait()
        LOG.append("the client leaves: http.disconnect")
        LOOP.call_later(0.05, LEFT.set)
        return {"type": "http.disconnect"}

    async def send(message):
        LOG.append(f"send {message['type']}")

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    request_finished.connect(on_finished)
    try:
        await ASGIHandler()(scope, receive, send)
    finally:
        request_finished.disconnect(on_finished)
    LOG.append("the handler returns")
    return list(LOG)


# --8<-- [end:leave]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print("Django " + ".".join(map(str, django.VERSION[:2])))
    for url in ("/async", "/sync"):
        print(url)
        for event in asyncio.run(leave(url)):
            print(f"  {event}")


if __name__ == "__main__":
    main()
