"""Views that return no response: what check_response says of each."""

import asyncio
import textwrap

import django
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []


# --8<-- [start:views]
def forgets_return(request):
    HttpResponse("ok")


async def answer(request):
    return HttpResponse("ok")


def forgets_await(request):
    return answer(request)


class View:
    def __call__(self, request):
        return None


# --8<-- [end:views]


def verdict(view) -> str:
    """The error for what this view returns, or "fine"."""
    response = view(None)
    try:
        BaseHandler().check_response(response, view)
    except ValueError as error:
        return str(error).replace(f"{__name__}.", "")
    finally:
        if asyncio.iscoroutine(response):
            response.close()
    return "fine"


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for view in (forgets_return, forgets_await, View()):
        print(textwrap.fill(verdict(view), 76, subsequent_indent="  "))


if __name__ == "__main__":
    main()
