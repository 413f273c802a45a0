"""A query string that is not UTF-8: 400 under ASGI, and read as latin-1 under WSGI."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "A query that is not UTF-8"
VIEW = "search"
PATH = "/search?q=\xff"


def search(request):
    return HttpResponse(ascii(request.GET["q"]))


urlpatterns = [path("search", search)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
