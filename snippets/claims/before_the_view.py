"""What `get_response` passes through before the view: the middleware, then the resolver."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

HAPPENED: list[str] = []


# --8<-- [start:middleware]
class Recorder:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        HAPPENED.append(f"middleware, on the way in: resolver_match is {request.resolver_match}")
        response = self.get_response(request)
        HAPPENED.append(f"middleware, on the way out: {response.status_code}")
        return response

    def process_view(self, request, view, args, kwargs):
        HAPPENED.append(f"the resolver has found {view.__name__} with {kwargs}")


def view(request, room_name):
    HAPPENED.append(f"the view runs for {room_name}")
    return HttpResponse()


# --8<-- [end:middleware]

urlpatterns = [path("chat/<room_name>/", view)]


def run(url: str) -> list[str]:
    """Call `get_response` with a request for `url`. Return what happened, in order."""
    if not settings.configured:
        settings.configure(
            ROOT_URLCONF=__name__,
            ALLOWED_HOSTS=["testserver"],
            MIDDLEWARE=[f"{__name__}.Recorder"],
        )
        django.setup()
    HAPPENED.clear()
    handler = WSGIHandler()
    handler.get_response(RequestFactory().get(url)).close()
    return list(HAPPENED)


def main() -> None:
    for url in ("/chat/lobby/", "/nothing-here/"):
        print(f"GET {url}")
        for line in run(url):
            print(" ", line)


if __name__ == "__main__":
    main()
