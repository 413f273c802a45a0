"""A request to a sync view, under both handlers."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "Hello, from a sync view"
VIEW = "hello"
PATH = "/hello"


def hello(request):
    return HttpResponse("Hello!")


urlpatterns = [path("hello", hello)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
