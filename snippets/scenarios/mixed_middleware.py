"""Async, sync and async middleware before a sync view: where the bridges between them are."""

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "Sync and async middleware, mixed"
VIEW = "hello"
ALSO = (
    "AsyncMiddleware.__call__",
    "SyncMiddleware.__call__",
    "InnerAsyncMiddleware.__call__",
)
PATH = "/hello"


class AsyncMiddleware:
    sync_capable = False
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        response = await self.get_response(request)
        return response


class SyncMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return response


class InnerAsyncMiddleware(AsyncMiddleware):
    async def __call__(self, request):
        response = await self.get_response(request)
        return response


def hello(request):
    return HttpResponse("Hello!")


urlpatterns = [path("hello", hello)]


def configure():
    names = ("AsyncMiddleware", "SyncMiddleware", "InnerAsyncMiddleware")
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="scenario",
        MIDDLEWARE=[f"{__name__}.{name}" for name in names],
    )


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
