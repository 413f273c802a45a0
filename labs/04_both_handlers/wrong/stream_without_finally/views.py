"""Three views of one kitchen: a sync one, an async one, and one that streams."""

import asyncio

from django.http import HttpResponse, StreamingHttpResponse
from kitchen import cups
from kitchen.models import Tea

PLAIN = "text/plain; charset=utf-8"


def menu(request):
    """The names of all teas, one a line."""
    names = Tea.objects.order_by("name").values_list("name", flat=True)
    return HttpResponse((f"{name}\n" for name in names), PLAIN)


async def brew(request, name):
    """Make a cup of tea; answer when it is ready."""
    tea = await Tea.objects.aget(name=name)
    cup = cups.take()
    try:
        await asyncio.sleep(tea.seconds)
    finally:
        cups.put_back(cup)
    return HttpResponse(f"{tea.name} is ready\n", PLAIN)


async def pour(request, name):
    """Stream three drops of tea, with tea.seconds between them."""
    tea = await Tea.objects.aget(name=name)
    return StreamingHttpResponse(drops(tea), content_type=PLAIN)


async def drops(tea):
    """The drops, one by one. The cup is out for as long as they fall."""
    cup = cups.take()
    for number in (1, 2, 3):
        if number > 1:
            await asyncio.sleep(tea.seconds)
        yield f"drop {number}\n"
    cups.put_back(cup)


CALLER = "the thread that called the handler"
OTHER = "another thread"
THREADS = {
    "menu under WSGIHandler": CALLER,
    "menu under ASGIHandler": OTHER,
    "brew under WSGIHandler": OTHER,
    "brew under ASGIHandler": CALLER,
}
