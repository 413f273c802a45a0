"""Django's WSGIRequest stops at CONTENT_LENGTH, whatever the stream behind it holds."""

import io

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

if not settings.configured:
    settings.configure()


# --8<-- [start:request]
def body_of(length):
    """Return what Django reads of a stream that holds two requests."""
    stream = io.BytesIO(b"helloGET /next HTTP/1.1")
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": length,
        "wsgi.input": stream,
    }
    return WSGIRequest(environ).read()


# --8<-- [end:request]
def main():
    for length in ("5", "", "five"):
        print(f"CONTENT_LENGTH={length!r:7} -> {body_of(length)!r}")


if __name__ == "__main__":
    main()
