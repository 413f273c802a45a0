"""CancelledError is caught, and raised again; the stream is a class with __aiter__."""

import asyncio

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import aget_object_or_404
from kitchen.cups import put_back, take
from kitchen.models import Tea

PLAIN = "text/plain; charset=utf-8"


def menu(request):
    """The names of all teas, one a line."""
    lines = [tea.name for tea in Tea.objects.all()]
    return HttpResponse("\n".join([*sorted(lines), ""]), PLAIN)


async def brew(request, name):
    """Make a cup of tea; answer when it is ready."""
    cup = take()
    try:
        tea = await aget_object_or_404(Tea, name=name)
        await asyncio.get_running_loop().create_task(asyncio.sleep(tea.seconds))
    except BaseException:
        put_back(cup)
        raise
    put_back(cup)
    return HttpResponse(f"{tea.name} is ready\n", PLAIN)


class Drops:
    """The drops of one pot."""

    def __init__(self, tea):
        self.tea = tea

    async def __aiter__(self):
        cup = take()
        try:
            yield b"drop 1\n"
            await asyncio.sleep(self.tea.seconds)
            yield b"drop 2\n"
            await asyncio.sleep(self.tea.seconds)
            yield b"drop 3\n"
        finally:
            put_back(cup)


async def pour(request, name):
    """Stream three drops of tea, with tea.seconds between them."""
    tea = await aget_object_or_404(Tea, name=name)
    return StreamingHttpResponse(Drops(tea), content_type=PLAIN)


CALLER = "the thread that called the handler"
OTHER = "another thread"
THREADS = {
    "menu under WSGIHandler": CALLER,
    "menu under ASGIHandler": OTHER,
    "brew under WSGIHandler": OTHER,
    "brew under ASGIHandler": CALLER,
}
