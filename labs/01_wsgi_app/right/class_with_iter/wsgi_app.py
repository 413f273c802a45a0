"""The application is a class: calling it makes an object, which is the iterable."""

from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server
from wsgiref.validate import validator


class application:
    """One instance for each request. The server iterates over it, then calls its close()."""

    headers = (("Content-Type", "text/plain; charset=utf-8"),)

    def __init__(self, environ, start_response):
        self.environ = environ
        self.path = environ["PATH_INFO"].encode("latin-1").decode()
        self.page = self.pages.get(self.path)
        start_response("200 OK" if self.page else "404 Not Found", [*self.headers])

    def __iter__(self):
        if self.page is None:
            return iter([f"No page at {self.path}\n".encode()])
        return self.page(self)

    def close(self):
        if self.path == "/count":
            print("count closed", file=self.environ["wsgi.errors"])

    def home(self):
        yield b"Hello from WSGI\n"

    def hello(self):
        fields = dict(parse_qsl(self.environ.get("QUERY_STRING", "")))
        yield b"Hello, " + fields.get("name", "world").encode() + b"!\n"

    def echo(self):
        left = int(self.environ.get("CONTENT_LENGTH") or "0")
        while left:
            piece = self.environ["wsgi.input"].read(min(left, 64))
            left -= len(piece)
            yield piece

    def count(self):
        yield from (b"%d\n" % number for number in range(1, 4))

    pages = {"/": home, "/hello": hello, "/echo": echo, "/count": count}  # noqa: RUF012


def make_app_server(port):
    """A wsgiref server for the application, on 127.0.0.1 and `port`."""
    return make_server("127.0.0.1", port, app=validator(application))
