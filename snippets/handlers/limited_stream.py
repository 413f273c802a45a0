"""LimitedStream ends the body at CONTENT_LENGTH, whatever stands behind it in the socket."""

import io

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []


# --8<-- [start:body]
def body(content_length: str | None) -> bytes:
    """The body of a request whose socket holds this one and the next, by CONTENT_LENGTH."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "wsgi.input": io.BytesIO(b"hello" + b"GET /the-next-request HTTP/1.1"),
    }
    if content_length is not None:
        environ["CONTENT_LENGTH"] = content_length
    return WSGIRequest(environ).read()


# --8<-- [end:body]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for length in ("5", "2", "", None, "five"):
        print(f"CONTENT_LENGTH {length!r:7} -> {body(length)}")


if __name__ == "__main__":
    main()
