"""The client leaves while an async view waits: the view is cancelled."""

import asyncio

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpResponse
from django.urls import path

TITLE = "The client leaves mid-view"
VIEW = "wait"


async def wait(request):
    try:
        await asyncio.Event().wait()  # for something that does not come
    except asyncio.CancelledError:
        cleaned_up = True
        raise
    return HttpResponse(f"never sent: {cleaned_up}")


def on_finished(sender, **kwargs):
    return "request_finished was sent"


async def client(server):
    connection = server.http("/wait")
    await connection.send({"type": "http.request", "body": b"", "more_body": False})
    await connection.reached("wait")
    await connection.leave()


urlpatterns = [path("wait", wait)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")
    request_finished.connect(on_finished)


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
