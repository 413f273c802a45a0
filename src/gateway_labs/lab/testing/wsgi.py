"""Call a WSGI application as a server does (PEP 3333), by hand and with a real server."""

import contextlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from gateway_labs.lab.record import CheckFailed, current
from gateway_labs.strings import text
from gateway_labs.trace.event import Event
from gateway_labs.trace.reprs import describe_error, short


@dataclass
class Response:
    """What the application gave: each call of start_response, and each part of its iterable."""

    calls: list[tuple] = field(default_factory=list)
    parts: list = field(default_factory=list)
    iterable: object = None
    closed: bool = False

    @property
    def status(self) -> object:
        return self.calls[-1][0] if self.calls else None

    @property
    def headers(self) -> object:
        return self.calls[-1][1] if self.calls else None

    @property
    def body(self) -> bytes:
        """The parts that are bytes, joined."""
        return b"".join(part for part in self.parts if isinstance(part, bytes))


class SocketInput(io.BytesIO):
    """A request body as a socket gives it: a read past CONTENT_LENGTH would wait for ever.

    So such a read fails the check at once, instead of hanging.
    """

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.left = len(body)

    def _take(self, size: int | None) -> None:
        if size is None or size < 0 or size > self.left:
            raise CheckFailed(text("wsgi.read_too_far"), text("likely.read_too_far"))

    def read(self, size: int | None = -1) -> bytes:
        self._take(size)
        data = super().read(size)
        self.left -= len(data)
        return data

    def readline(self, size: int | None = -1) -> bytes:
        if b"\n" not in self.getbuffer()[self.tell() :].tobytes():
            self._take(size)
        data = super().readline(size)
        self.left -= len(data)
        return data

    def readlines(self, hint: int | None = -1) -> list[bytes]:
        self._take(-1)
        return super().readlines(hint)

    def __next__(self) -> bytes:
        # A loop over the lines ends only where the input ends.
        self._take(-1)
        raise StopIteration


def make_environ(path: str = "/", *, method: str = "GET", body: bytes = b"", **extra) -> dict:
    """The environ of one request. `path` may hold a query string; it is already unquoted."""
    path, _, query = path.partition("?")
    environ: dict = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        # PEP 3333, "Unicode Issues": a native string of latin-1 characters, one for each byte.
        "PATH_INFO": path.encode("utf-8").decode("latin-1"),
        "QUERY_STRING": query,
        "wsgi.input": SocketInput(body),
    }
    if body:
        environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "text/plain"}
    setup_testing_defaults(environ)
    return environ | extra


def call_wsgi(
    application, path: str = "/", *, validate: bool = False, parts: int | None = None, **request
) -> Response:
    """Call `application` once, join its parts, and call close() as a server must.

    With `validate`, wsgiref's validator stands between and raises AssertionError for what
    PEP 3333 forbids. With `parts`, the server stops after so many, as when the client leaves.
    `request` goes to `make_environ`.
    """
    response, environ = Response(), make_environ(path, **request)
    _note("environ", "in", request=f"{environ['REQUEST_METHOD']} {path}")

    def start_response(status, headers, exc_info=None):
        response.calls.append((status, headers))
        _note("start_response", "out", status=short(status), headers=short(headers))
        return lambda data: _take(response, data)

    called = validator(application) if validate else application
    with _ends_noted():
        try:
            response.iterable = called(environ, start_response)
            if response.iterable is None:
                raise CheckFailed(text("wsgi.returned_none"))
            iterator = iter(response.iterable)
        except Exception as error:
            # Such as a wrong number of arguments: the learner's, with no frame of theirs.
            current().application_errors.append(error)
            raise
        _serve(response, islice(iterator, parts))
    return response


def _serve(response: Response, iterator: Iterator) -> None:
    """Do what a server does with the iterable: take its parts, and call close() in any case."""
    try:
        for part in iterator:
            _take(response, part)
    finally:
        close = getattr(response.iterable, "close", None)
        if close is not None:
            _note("close", "in")
            close()
            response.closed = True


def _take(response: Response, part: object) -> None:
    response.parts.append(part)
    _note("body", "out", body=short(part))


def _note(kind: str, direction: str, /, **content: str) -> None:
    """An event by the names of the recorder's (gateway_labs.trace.run)."""
    current().add_event(Event("server", kind, direction, content))


@contextlib.contextmanager
def _ends_noted() -> Iterator[None]:
    """Note how the application's work for one request ended, as the last event."""
    try:
        yield
    except CheckFailed:
        raise
    except BaseException as error:
        _note("raise", "out", error=describe_error(error))
        raise
    _note("return", "out")


class _Handler(WSGIRequestHandler):
    """wsgiref's handler, without its log lines."""

    timeout = 5

    def log_message(self, format, *args) -> None:
        pass


@contextlib.contextmanager
def serve_wsgi(application) -> Iterator[str]:
    """A real server (wsgiref) for `application`, on 127.0.0.1 and a free port; gives its URL.

    An exception of the application is kept for the report. Its events are noted up to its return:
    what the server then does with the iterable is the server's own.
    """
    record = current()

    def noting(environ, start_response):
        def noting_start(status, *headers_and_error):
            emit("start_response", "out", status=short(status))
            return start_response(status, *headers_and_error)

        def emit(kind: str, direction: str, **content: str) -> None:
            record.add_event(Event("server", kind, direction, content))

        emit("environ", "in", request=f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        try:
            iterable = application(environ, noting_start)
        except BaseException as error:
            emit("raise", "out", error=describe_error(error))
            record.application_errors.append(error)
            raise
        emit("return", "out")
        return iterable

    server = make_server("127.0.0.1", 0, noting, handler_class=_Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
