"""How many lines of Django's handlers run for one small view, and on which threads."""

import asyncio
import io
import sys
import threading
from collections import Counter
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {
    "ROOT_URLCONF": __name__,
    "ALLOWED_HOSTS": ["*"],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}

# --8<-- [start:count]
FOLDER = str(Path(django.__file__).parent / "core" / "handlers")
LINES: Counter[threading.Thread] = Counter()


def count(frame, event, arg):
    """A trace function: count each line that runs in django/core/handlers/."""
    if not frame.f_code.co_filename.startswith(FOLDER):
        return None
    if event == "line":
        LINES[threading.current_thread()] += 1
    return count


# --8<-- [end:count]


def hello(request):
    return HttpResponse("hello")


urlpatterns = [path("", hello)]


def wsgi(handler: WSGIHandler) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    response = handler(environ, lambda status, headers: None)
    b"".join(response)
    response.close()


async def asgi(handler: ASGIHandler) -> None:
    received = iter([{"type": "http.request"}])

    async def receive():
        if (message := next(received, None)) is not None:
            return message
        await asyncio.Event().wait()

    async def send(message):
        pass

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await handler(scope, receive, send)


def counted(run) -> tuple[int, int]:
    """(lines, threads that ran any of them) while this function runs."""
    LINES.clear()
    before = sys.gettrace(), threading.gettrace()
    threading.settrace(count)
    sys.settrace(count)
    try:
        run()
    finally:
        sys.settrace(before[0])
        threading.settrace(before[1])
    return sum(LINES.values()), len(LINES)


def figures() -> dict[str, tuple[int, int]]:
    """For each gateway: lines and threads, once the handler is made and used once."""
    wsgi_handler, asgi_handler = WSGIHandler(), ASGIHandler()
    wsgi(wsgi_handler)
    asyncio.run(asgi(asgi_handler))
    return {
        "WSGIHandler": counted(lambda: wsgi(wsgi_handler)),
        "ASGIHandler": counted(lambda: asyncio.run(asgi(asgi_handler))),
    }


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for name, (lines, threads) in figures().items():
        print(f"{name}: about {round(lines, -1)} lines, on {threads} thread(s)")


if __name__ == "__main__":
    main()
