"""The tasks that one ASGI request makes, and where each part of the work runs."""

import asyncio
import threading

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}
WHERE: dict[str, str] = {}


async def async_view(request):
    await asyncio.sleep(0)  # as every real view does: it waits for something
    WHERE["async view"] = where()
    return HttpResponse("ok")


def sync_view(request):
    WHERE["sync view"] = where()
    return HttpResponse("ok")


urlpatterns = [path("async", async_view), path("sync", sync_view)]

PARTS = (
    "receive, the body",
    "receive, the disconnect",
    "async view",
    "sync view",
    "send http.response.start",
    "send http.response.body",
)

# --8<-- [start:where]
NAMES: dict[object, str] = {}


def where() -> str:
    """The task, or the thread, that runs this line."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return "an executor thread" if threading.current_thread() not in NAMES else "main thread"
    coroutine = task.get_coro().__qualname__.rpartition(".")[2]
    return f"task {NAMES.setdefault(task, coroutine)}"


async def serve(url: str) -> dict[str, str]:
    """Serve one request and note where receive, the view and send ran."""
    WHERE.clear()
    NAMES.clear()
    NAMES[asyncio.current_task()] = "of the server"
    NAMES[threading.main_thread()] = "main thread"
    calls = []

    async def receive():
        calls.append(None)
        WHERE["receive, the body" if len(calls) == 1 else "receive, the disconnect"] = where()
        if len(calls) > 1:
            await asyncio.Event().wait()
        return {"type": "http.request"}

    async def send(message):
        WHERE[f"send {message['type']}"] = where()

    scope = {"type": "http", "method": "GET", "path": url, "headers": []}
    await ASGIHandler()(scope, receive, send)
    return {part: WHERE[part] for part in PARTS if part in WHERE}


# --8<-- [end:where]


def tasks(places: dict[str, str]) -> set[str]:
    return {place for place in places.values() if place.startswith("task ")}


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for url in ("/async", "/sync"):
        places = asyncio.run(serve(url))
        print(f"{url}: {len(tasks(places))} tasks")
        for part, place in places.items():
            print(f"  {part:24} {place}")


if __name__ == "__main__":
    main()
