"""Three views of one kitchen: a sync one, an async one, and one that streams."""

from django.http import HttpResponse
from kitchen import cups
from kitchen.models import Tea

PLAIN = "text/plain; charset=utf-8"


def menu(request):
    """The names of all teas, one a line."""
    # TODO(1): read the names from the database, in alphabetical order.
    return HttpResponse("", PLAIN)


async def brew(request, name):
    """Make a cup of tea; answer when it is ready."""
    # TODO(2): find the tea, take a cup, wait for tea.seconds, put the cup back.
    # TODO(3): put the cup back also when the client leaves before the tea is ready.
    return HttpResponse("", PLAIN)


async def pour(request, name):
    """Stream three drops of tea, with tea.seconds between them."""
    # TODO(4): stream from an async generator, which takes a cup and puts it back.
    return HttpResponse("", PLAIN)


# TODO(5): on which thread does each view run? Replace each None by CALLER or OTHER.
CALLER = "the thread that called the handler"
OTHER = "another thread"
THREADS = {
    "menu under WSGIHandler": None,
    "menu under ASGIHandler": None,
    "brew under WSGIHandler": None,
    "brew under ASGIHandler": None,
}
