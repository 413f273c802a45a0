"""A WSGI application by hand: no framework, only the standard library."""

from urllib.parse import parse_qs
from wsgiref.simple_server import make_server
from wsgiref.validate import validator

TEXT = [("Content-Type", "text/plain; charset=utf-8")]


def application(environ, start_response):
    """Answer one request. The server calls this once for each request."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    if path == "/count":
        start_response("200 OK", list(TEXT))
        return count(environ["wsgi.errors"])
    status, body = "200 OK", b""
    if path == "/":
        body = b"Hello from WSGI\n"
    elif path == "/hello":
        body = greet(environ["QUERY_STRING"]).encode()
    elif path == "/echo":
        body = read_body(environ)
    else:
        status, body = "404 Not Found", f"No page at {path}\n".encode()
    start_response(status, list(TEXT))
    return [body]


def greet(query):
    """The greeting for the name in the query string, or for the world."""
    name = parse_qs(query).get("name", ["world"])[0]
    return f"Hello, {name}!\n"


def read_body(environ):
    """The whole request body. CONTENT_LENGTH may be missing or empty (PEP 3333)."""
    length = int(environ.get("CONTENT_LENGTH", 0))
    return environ["wsgi.input"].read(length)


def count(log):
    """Three parts, one at a time. The server's close() ends it, wherever it stands."""
    try:
        for number in (1, 2, 3):
            yield f"{number}\n".encode()
    finally:
        log.write("count closed\n")


def make_app_server(port):
    """A wsgiref server for the application, on 127.0.0.1 and `port`. It is not started here."""
    return make_server("127.0.0.1", port, validator(application))


if __name__ == "__main__":
    server = make_app_server(8000)
    print("Listening on http://127.0.0.1:8000/ - press Ctrl+C to stop")
    server.serve_forever()
