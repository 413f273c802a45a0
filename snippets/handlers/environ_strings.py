"""Strings of the environ are bytes in disguise: Latin-1 on the outside, usually UTF-8 inside."""

import io

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi, get_path_info

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []


# --8<-- [start:environ]
def environ_of(path: bytes, query: bytes = b"", cookie: bytes = b"") -> dict[str, object]:
    """What a server puts into the environ for these bytes (PEP 3333, "Unicode Issues")."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "HTTP_COOKIE": cookie.decode("latin-1"),
        "wsgi.input": io.BytesIO(),
    }


def seen(path: bytes) -> dict[str, object]:
    """The path as the server gives it, as bytes again, and as Django shows it to a view."""
    environ = environ_of(path)
    return {
        "environ": environ["PATH_INFO"],
        "bytes": get_bytes_from_wsgi(environ, "PATH_INFO", "/"),
        "request.path_info": get_path_info(environ),
    }


# --8<-- [end:environ]


def other_strings() -> dict[str, object]:
    """A good query, one with a byte that is not UTF-8 at its end, and a cookie."""
    good = WSGIRequest(environ_of(b"/", b"q=caf\xc3\xa9", b"who=caf\xc3\xa9"))
    bad = WSGIRequest(environ_of(b"/", b"q=caf\xc3\xa9&x=\xff"))
    return {
        "COOKIES['who']": good.COOKIES["who"],
        "GET['q']": good.GET["q"],
        "GET['q'], bad query": bad.GET["q"],
    }


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for path in ("/café".encode(), b"/caf\xe9", b""):
        for name, value in seen(path).items():
            print(f"{name:19} {value!r}")
        print()
    for name, value in other_strings().items():
        print(f"{name:19} {value!r}")


if __name__ == "__main__":
    main()
