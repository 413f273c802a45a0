"""The cup is a context manager; the ORM is called through sync_to_async."""

import asyncio
from contextlib import contextmanager

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from kitchen import cups
from kitchen.models import Tea

PLAIN = "text/plain; charset=utf-8"
find = sync_to_async(Tea.objects.get)


@contextmanager
def a_cup():
    """Take a cup, and put it back however the block is left."""
    cup = cups.take()
    try:
        yield cup
    finally:
        cups.put_back(cup)


def menu(request):
    """The names of all teas, one a line."""
    return HttpResponse("".join(f"{tea}\n" for tea in Tea.objects.order_by("name")), PLAIN)


async def brew(request, name):
    """Make a cup of tea; answer when it is ready."""
    with a_cup():
        tea = await find(name=name)
        await asyncio.sleep(tea.seconds)
        return HttpResponse(f"{tea.name} is ready\n", PLAIN)


def pour(request, name):
    """Stream three drops of tea. The view itself is sync; its stream is async."""

    async def drops(tea):
        with a_cup():
            yield "drop 1\n"
            for number in (2, 3):
                await asyncio.sleep(tea.seconds)
                yield f"drop {number}\n"

    return StreamingHttpResponse(drops(Tea.objects.get(name=name)), content_type=PLAIN)


CALLER = "the thread that called the handler"
OTHER = "another thread"
THREADS = {
    "menu under WSGIHandler": CALLER,
    "menu under ASGIHandler": OTHER,
    "brew under WSGIHandler": OTHER,
    "brew under ASGIHandler": CALLER,
}
