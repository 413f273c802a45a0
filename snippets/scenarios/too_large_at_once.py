"""A request class that refuses a large body at once: create_request answers 413."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.urls import path

TITLE = "413, from a request class that counts"
VIEW = "count"
PATH = "/count"
METHOD = "POST"
HEADERS = (("Content-Type", "text/plain"), ("Content-Length", "20"))
BODY = (b"twenty bytes of text",)
LIMIT = 10


def refuse_large(request):
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT:
        raise RequestDataTooBig(f"more than {LIMIT} bytes")


class CountingASGIRequest(ASGIRequest):
    def __init__(self, scope, body_file):
        super().__init__(scope, body_file)
        refuse_large(self)


class CountingWSGIRequest(WSGIRequest):
    def __init__(self, environ):
        super().__init__(environ)
        refuse_large(self)


def count(request):
    return HttpResponse(f"{len(request.body)} bytes")


urlpatterns = [path("count", count)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    handler = WSGIHandler()
    handler.request_class = CountingWSGIRequest
    return handler


def asgi():
    handler = ASGIHandler()
    handler.request_class = CountingASGIRequest
    return handler
