"""Django hands a FileResponse to the server's wsgi.file_wrapper, and only there."""

import io
import tempfile
from pathlib import Path
from wsgiref.util import FileWrapper, setup_testing_defaults

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse
from django.urls import path

FILE = Path(tempfile.gettempdir()) / "gateway-labs-file-wrapper.txt"

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
    django.setup()


# --8<-- [start:view]
def download(request):
    return FileResponse(FILE.open("rb"))


urlpatterns = [path("", download)]
# --8<-- [end:view]


# --8<-- [start:serve]
def serve(environ_extra):
    """Return (type of the iterable, size of its first piece, file closed)."""
    environ = {"wsgi.input": io.BytesIO(), **environ_extra}
    setup_testing_defaults(environ)
    result = WSGIHandler()(environ, lambda status, headers, exc_info=None: None)
    size = len(next(iter(result)))
    file = getattr(result, "filelike", None) or result.file_to_stream
    result.close()
    return type(result).__name__, size, file.closed


# --8<-- [end:serve]
def both():
    """Serve the same file without and with the server's wrapper."""
    FILE.write_bytes(b"x" * 10_000)
    try:
        return {
            "without": serve({}),
            "with": serve({"wsgi.file_wrapper": FileWrapper}),
        }
    finally:
        FILE.unlink()


def main():
    for case, (kind, size, closed) in both().items():
        print(f"{case:8}{kind:13} first piece {size} bytes, file closed: {closed}")


if __name__ == "__main__":
    main()
