"""Each HTTP request under ASGI has a thread of its own for all its sync code."""

import asyncio
import threading

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {
    "ROOT_URLCONF": __name__,
    "ALLOWED_HOSTS": ["*"],
    "MIDDLEWARE": [f"{__name__}.sync_middleware"],
}
THREADS: dict[str, list[threading.Thread]] = {}

# --8<-- [start:views]
BOTH_ARE_HERE = threading.Barrier(2)


def sync_middleware(get_response):
    def middleware(request):
        THREADS.setdefault(request.path, []).append(threading.current_thread())
        return get_response(request)

    return middleware


def view(request):
    THREADS[request.path].append(threading.current_thread())
    BOTH_ARE_HERE.wait(timeout=20)  # goes on only while the other request's view runs, too
    return HttpResponse("ok")


# --8<-- [end:views]

urlpatterns = [path("a", view), path("b", view)]


async def get(handler: ASGIHandler, url: str) -> None:
    messages = iter([{"type": "http.request"}])

    async def receive():
        message = next(messages, None)
        if message is None:
            await asyncio.Event().wait()
        return message

    async def send(message):
        pass

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    await handler(scope, receive, send)


async def two_requests() -> dict[str, object]:
    """Serve /a and /b at once, on one event loop; facts about their threads."""
    THREADS.clear()
    handler = ASGIHandler()
    await asyncio.gather(get(handler, "/a"), get(handler, "/b"))
    a, b = THREADS["/a"], THREADS["/b"]
    return {
        "both views ran at the same time": True,  # else the barrier is broken, and raises
        "/a: middleware and view share a thread": a[0] is a[1],
        "/b: middleware and view share a thread": b[0] is b[1],
        "/a and /b share a thread": a[0] is b[0],
        "one of them is the event loop's thread": threading.current_thread() in a + b,
    }


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for fact, value in asyncio.run(two_requests()).items():
        print(f"{fact}: {value}")


if __name__ == "__main__":
    main()
