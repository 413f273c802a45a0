"""The server cancels the application's task while an async view waits: does the view end, too?"""

import asyncio

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpResponse
from django.urls import path

TITLE = "The server cancels the application"
VIEW = "wait"
GO = asyncio.Event()


async def wait(request):
    try:
        await GO.wait()
    except asyncio.CancelledError:
        cancelled = True
        raise
    cancelled = False
    return HttpResponse(f"for nobody: {cancelled}")


def on_finished(sender, **kwargs):
    return "request_finished was sent"


async def client(server):
    global GO
    GO = asyncio.Event()
    connection = server.http("/wait")
    await connection.send({"type": "http.request", "body": b"", "more_body": False})
    await connection.reached("wait")
    await connection.cancel()
    GO.set()  # a view that still waits goes on
    for _ in range(10):
        await asyncio.sleep(0)


urlpatterns = [path("wait", wait)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")
    request_finished.connect(on_finished)


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
