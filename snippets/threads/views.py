"""A sync and an async view under both of Django's handlers: the thread, and the loop."""

import asyncio
import io
import threading

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
    django.setup()


# --8<-- [start:views]
def here():
    same = threading.current_thread() is SERVER
    thread = "the server's thread" if same else "another thread"
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return f"{thread}, no running loop"
    return f"{thread}, a running loop"


def sync_view(request):
    return HttpResponse(here())


async def async_view(request):
    return HttpResponse(here())


# --8<-- [end:views]
urlpatterns = [path("sync", sync_view), path("async", async_view)]
SERVER = threading.current_thread()


def under_wsgi(url):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": url, "SERVER_NAME": "x", "SERVER_PORT": "80"}
    environ["wsgi.input"] = io.BytesIO()
    response = WSGIHandler()(environ, lambda status, headers: None)
    return b"".join(response).decode()


def under_asgi(url):
    scope = {"type": "http", "method": "GET", "path": url, "headers": [], "query_string": b""}
    body = []

    async def conversation():
        events = asyncio.Queue()
        events.put_nowait({"type": "http.request"})

        async def send(event):
            body.append(event.get("body", b""))

        await ASGIHandler()(scope, events.get, send)

    asyncio.run(conversation())
    return b"".join(body).decode()


def main():
    for handler in (under_wsgi, under_asgi):
        for url in ("/sync", "/async"):
            print(f"{handler.__name__[6:]}  {url:8}{handler(url)}")


if __name__ == "__main__":
    main()
