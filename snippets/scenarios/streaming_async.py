"""A streaming response with an async iterator: part by part under ASGI, all at once under WSGI."""

import asyncio

from django.conf import settings
from django.http import StreamingHttpResponse
from django.urls import path

TITLE = "A stream from an async iterator"
VIEW = "stream"
PATH = "/stream"


async def parts():
    for number in (1, 2, 3):
        await asyncio.sleep(0)
        yield f"part {number}\n"


async def stream(request):
    return StreamingHttpResponse(parts(), content_type="text/plain")


urlpatterns = [path("stream", stream)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
