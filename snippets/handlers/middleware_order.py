"""Middleware is built from the last to the first, and called from the first to the last."""

import io
import logging

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

LOG: list[str] = []


# --8<-- [start:middleware]
class Layer:
    """A middleware with every hook; its name is that of the subclass."""

    def __init__(self, get_response):
        self.get_response = get_response
        LOG.append(f"{self.name} is made")

    @property
    def name(self):
        return type(self).__name__

    def __call__(self, request):
        LOG.append(f"{self.name} before")
        response = self.get_response(request)
        LOG.append(f"{self.name} after")
        return response

    def process_view(self, request, view, args, kwargs):
        LOG.append(f"{self.name}.process_view")

    def process_exception(self, request, exception):
        LOG.append(f"{self.name}.process_exception")


class First(Layer):
    pass


class Second(Layer):
    pass


class Third(Layer):
    pass


SETTINGS = {
    "ROOT_URLCONF": __name__,
    "ALLOWED_HOSTS": ["*"],
    "MIDDLEWARE": [f"{__name__}.First", f"{__name__}.Second", f"{__name__}.Third"],
}
# --8<-- [end:middleware]


def view(request):
    LOG.append("the view")
    return HttpResponse("ok")


def broken(request):
    LOG.append("the view raises")
    raise LookupError


urlpatterns = [path("", view), path("broken", broken)]


def build() -> list[str]:
    """What happens when a handler is made."""
    LOG.clear()
    WSGIHandler()
    return list(LOG)


def call(url: str) -> list[str]:
    """What happens in one request."""
    handler = WSGIHandler()
    LOG.clear()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": url, "wsgi.input": io.BytesIO()}
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    handler(environ, lambda status, headers: LOG.append(f"start_response({status!r})")).close()
    return list(LOG)


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    logging.disable()
    print("the handler is made:", *build(), sep="\n  ")
    print("a request:", *call("/"), sep="\n  ")
    print("a view that raises:", *call("/broken"), sep="\n  ")


if __name__ == "__main__":
    main()
