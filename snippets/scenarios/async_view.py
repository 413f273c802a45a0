"""A request to an async view, under both handlers."""

import asyncio

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "An async view"
VIEW = "hello"
PATH = "/hello"


async def hello(request):
    await asyncio.sleep(0)  # the loop may do something else here
    return HttpResponse("Hello!")


urlpatterns = [path("hello", hello)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
