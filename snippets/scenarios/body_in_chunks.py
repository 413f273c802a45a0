"""A POST whose body arrives in three chunks: who puts them together."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "A body in three chunks"
VIEW = "count"
PATH = "/count"
METHOD = "POST"
HEADERS = (("Content-Type", "text/plain"), ("Content-Length", "13"))
BODY = (b"one,", b"two,", b"three")


def count(request):
    return HttpResponse(f"{len(request.body)} bytes")


urlpatterns = [path("count", count)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
