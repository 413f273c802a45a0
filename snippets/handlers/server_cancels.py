"""The server cancels the application's task while the view waits: does the view end, too?"""

import asyncio
import contextlib

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
LOG: list[str] = []
ENTERED = asyncio.Event()


async def view(request):
    LOG.append("the view waits")
    ENTERED.set()
    try:
        await asyncio.sleep(0.2)
    except asyncio.CancelledError:
        LOG.append("the view is cancelled")
        raise
    LOG.append("the view runs to its end")
    return HttpResponse("for nobody")


urlpatterns = [path("", view)]


def on_finished(sender, **kwargs):
    LOG.append("request_finished is sent")


# --8<-- [start:cancel]
async def cancel() -> list[str]:
    """Run the handler in a task, as a server does; cancel that task while the view waits."""
    global ENTERED
    ENTERED = asyncio.Event()
    LOG.clear()
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await asyncio.Event().wait()  # the client stays

    async def send(message):
        pass

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    application = asyncio.create_task(ASGIHandler()(scope, receive, send))
    await ENTERED.wait()
    LOG.append("the server cancels the application's task")
    application.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await application
    LOG.append("the application's task has ended")
    await asyncio.sleep(0.3)  # longer than the view waits
    return list(LOG)


# --8<-- [end:cancel]


async def run() -> list[str]:
    """`cancel`, with request_finished in the log."""
    request_finished.connect(on_finished)
    try:
        return await cancel()
    finally:
        request_finished.disconnect(on_finished)


def orphaned(log: list[str]) -> bool:
    """Did the view run on after its application had ended?"""
    return "the view runs to its end" in log


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print("Django " + ".".join(map(str, django.VERSION[:2])))
    for event in asyncio.run(run()):
        print(f"  {event}")


if __name__ == "__main__":
    main()
