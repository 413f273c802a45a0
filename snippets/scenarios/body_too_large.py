"""A body over DATA_UPLOAD_MAX_MEMORY_SIZE: the view runs, and its read of the body raises."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "A body that is too large"
VIEW = "count"
PATH = "/count"
METHOD = "POST"
HEADERS = (("Content-Type", "text/plain"), ("Content-Length", "20"))
BODY = (b"twenty bytes of text",)


def count(request):
    return HttpResponse(f"{len(request.body)} bytes")


urlpatterns = [path("count", count)]


def configure():
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="scenario",
        DATA_UPLOAD_MAX_MEMORY_SIZE=10,
    )


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
