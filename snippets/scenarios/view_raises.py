"""An exception in a view: which frame catches it, and what the client gets."""

from django.conf import settings
from django.urls import path

TITLE = "An exception in a view"
VIEW = "divide"
PATH = "/divide"


def divide(request):
    zero = 0
    return 1 / zero


urlpatterns = [path("divide", divide)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
