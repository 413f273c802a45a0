"""How ASGIRequest turns the scope's headers into META."""

import io

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []

# --8<-- [start:headers]
HEADERS = [
    (b"content-length", b"3"),
    (b"x-forwarded-for", b"203.0.113.9"),
    (b"x_forwarded_for", b"127.0.0.1"),  # another header, that would have the same name in META
    (b"accept", b"text/html"),
    (b"accept", b"text/plain"),
    (b"cookie", b"a=1"),
    (b"cookie", b"b=2"),  # HTTP/2 may split the Cookie header
]


def meta() -> dict[str, str]:
    """The headers that a view finds in request.META."""
    scope = {"type": "http", "method": "GET", "path": "/", "headers": HEADERS}
    request = ASGIRequest(scope, io.BytesIO())
    names = ("CONTENT_LENGTH", "HTTP_X_FORWARDED_FOR", "HTTP_ACCEPT", "HTTP_COOKIE")
    return {name: request.META[name] for name in names} | {"COOKIES": str(request.COOKIES)}


# --8<-- [end:headers]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for name, value in meta().items():
        print(f"{name:21} {value}")


if __name__ == "__main__":
    main()
