"""wsgi.file_wrapper: the handler returns the server's object, and gives its file response.close."""

import io
from wsgiref.util import FileWrapper

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}


class ClosingResponse(FileResponse):
    """A file response that counts the calls of its close()."""

    closed_times = 0

    def close(self):
        type(self).closed_times += 1
        super().close()


def download(request):
    return ClosingResponse(io.BytesIO(b"the file"))


urlpatterns = [path("", download)]


# --8<-- [start:serve]
def serve(offer_wrapper: bool) -> dict[str, object]:
    """Play a server that does, or does not, offer wsgi.file_wrapper."""
    ClosingResponse.closed_times = 0
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
    if offer_wrapper:
        environ["wsgi.file_wrapper"] = FileWrapper
    result = WSGIHandler()(environ, lambda status, headers: None)
    body = b"".join(result)
    result.close()  # the server knows only what it was given
    return {
        "returned": type(result).__name__,
        "body": body,
        "response.close() calls": ClosingResponse.closed_times,
    }


# --8<-- [end:serve]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for offer in (False, True):
        print("with wsgi.file_wrapper" if offer else "without wsgi.file_wrapper")
        for name, value in serve(offer).items():
            print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
