"""An async view under WSGI: it runs on an event loop that is made for this one call."""

import asyncio
import io
import threading

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
SEEN: list[tuple[asyncio.AbstractEventLoop, threading.Thread]] = []


# --8<-- [start:view]
async def view(request):
    SEEN.append((asyncio.get_running_loop(), threading.current_thread()))
    return HttpResponse("ok")


# --8<-- [end:view]

urlpatterns = [path("", view)]


def two_requests() -> dict[str, bool]:
    """Two requests to one handler, one after the other; facts about their event loops."""
    SEEN.clear()
    handler = WSGIHandler()
    for _ in range(2):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
        handler(environ, lambda status, headers: None).close()
    (first, thread), (second, _) = SEEN
    return {
        "the two requests share an event loop": first is second,
        "the first loop is closed by now": first.is_closed(),
        "the view ran in the server's thread": thread is threading.current_thread(),
    }


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for fact, value in two_requests().items():
        print(f"{fact}: {value}")


if __name__ == "__main__":
    main()
