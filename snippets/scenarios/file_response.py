"""A file response: WSGI hands the file to wsgi.file_wrapper, ASGI reads it in a thread."""

import io

from django.conf import settings
from django.http import FileResponse
from django.urls import path

TITLE = "A file"
VIEW = "download"
PATH = "/notes.txt"


class Notes(io.BytesIO):
    """A file of 10,000 bytes; its methods are followed."""

    def read(self, size=-1):
        data = super().read(size)
        return data

    def close(self):
        super().close()


def download(request):
    return FileResponse(Notes(b"0123456789" * 1000), filename="notes.txt")


urlpatterns = [path("notes.txt", download)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
