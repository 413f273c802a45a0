"""The application itself is a generator function: its body runs when the server takes parts."""

import contextlib
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.validate import validator


def application(environ, start_response):
    """Answer one request. start_response is called before the first part, as PEP 3333 asks."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8")
    known = path in ("/", "/hello", "/echo", "/count")
    start_response(
        "200 OK" if known else "404 Not Found", [("Content-Type", "text/plain; charset=utf-8")]
    )
    match path:
        case "/":
            yield b"Hello from WSGI\n"
        case "/hello":
            for name in parse_qs(environ["QUERY_STRING"]).get("name", ["world"]):
                yield f"Hello, {name}!\n".encode()
        case "/echo":
            yield environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        case "/count":
            with noted(environ["wsgi.errors"]):
                yield b"1\n"
                yield b"2\n"
                yield b"3\n"
        case _:
            yield f"No page at {path}\n".encode()


@contextlib.contextmanager
def noted(log):
    """Write the line when the block is left, in whichever way."""
    try:
        yield
    finally:
        log.write("count closed\n")


def make_app_server(port):
    """The same server, put together by hand."""
    server = WSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.set_app(validator(application))
    return server
