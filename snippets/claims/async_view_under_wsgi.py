"""An async view under Django's WSGIHandler works: each request gets an event loop of its own."""

import asyncio
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

LOOPS: list[asyncio.AbstractEventLoop] = []


# --8<-- [start:view]
async def view(request):
    LOOPS.append(asyncio.get_running_loop())
    await asyncio.sleep(0)
    return HttpResponse("from an async view")


# --8<-- [end:view]

urlpatterns = [path("", view)]


def request(handler: WSGIHandler) -> tuple[str, bytes]:
    """Make one request as a server would. Return the status line and the body."""
    environ, statuses = {}, []
    setup_testing_defaults(environ)
    response = handler(environ, lambda status, headers: statuses.append(status))
    body = b"".join(response)
    response.close()
    return statuses[0], body


def run() -> list[tuple[str, bytes]]:
    """Make two requests, one after the other, to one handler."""
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])
        django.setup()
    LOOPS.clear()
    handler = WSGIHandler()
    return [request(handler), request(handler)]


def main() -> None:
    for number, (status, body) in enumerate(run(), start=1):
        print(f"request {number}: {status}, {body.decode()!r}")
    print("both on the same event loop:", LOOPS[0] is LOOPS[1])
    print("the loops are closed afterwards:", all(loop.is_closed() for loop in LOOPS))


if __name__ == "__main__":
    main()
