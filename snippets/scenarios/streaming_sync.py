"""A streaming response with a sync iterator: part by part under WSGI, all at once under ASGI."""

from django.conf import settings
from django.http import StreamingHttpResponse
from django.urls import path

TITLE = "A stream from a sync iterator"
VIEW = "stream"
PATH = "/stream"


def parts():
    for number in (1, 2, 3):
        yield f"part {number}\n"


def stream(request):
    return StreamingHttpResponse(parts(), content_type="text/plain")


urlpatterns = [path("stream", stream)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
