"""Checks of lab 01. They call `application` as a server does, and look only at what comes back."""

import http.client
import io
import socketserver
import threading
from contextlib import contextmanager

import pytest

from gateway_labs.lab.testing import LIMIT, Response, call_wsgi, load, step, verify


def ask(path: str, **request) -> Response:
    """One request to the learner's application, whose answer must keep the contract."""
    response = call_wsgi(load("wsgi_app", "application"), path, **request)
    check_start_response(response)
    check_headers(response.headers)
    check_parts(response)
    return response


def check_start_response(response: Response) -> None:
    statuses = [call[0] for call in response.calls]
    verify(statuses, got="start_response was not called")
    verify(
        len(statuses) == 1,
        got=f"start_response was called {len(statuses)} times: {', '.join(map(repr, statuses))}",
        likely="the first call has already chosen the status; a second one is an error",
    )
    status = statuses[0]
    verify(
        isinstance(status, str),
        got=f"the status is {a_type(status)}: {status!r}; start_response takes a str",
    )
    verify(
        status[:3].isdecimal() and status[3:4] == " " and len(status) > 4,
        got=f"the status is {status!r}; a status is three digits, a space and a reason",
    )


def check_headers(headers: object) -> None:
    verify(
        isinstance(headers, list),
        got=f"the headers are {a_type(headers)}: {headers!r}; they are a list of pairs",
    )
    for header in headers:
        verify(
            isinstance(header, tuple) and len(header) == 2,
            got=f"a header is {header!r}; each header is a tuple of a name and a value",
        )
        for item in header:
            verify(
                isinstance(item, str),
                got=f"{header!r} holds a {type(item).__name__}; a header's name and value are str",
                likely="header bytes are ASGI's; WSGI takes native strings",
            )


def check_parts(response: Response) -> None:
    verify(
        not isinstance(response.iterable, bytes),
        got=f"bytes, not a list of bytes: iterating over them gave {response.parts[:3]}",
        likely="iterating over bytes gives numbers; a list around them makes them one part",
    )
    verify(
        not isinstance(response.iterable, str),
        got="a str, not a list of bytes: the server iterated over it, one character at a time",
    )
    for part in response.parts:
        verify(
            isinstance(part, bytes),
            got=f"a part of the body is {a_type(part)}: {part!r}; each part is bytes",
            likely="the text was not encoded" if isinstance(part, str) else None,
        )


def a_type(value: object) -> str:
    return f"of the type {type(value).__name__}"


def check_text(response: Response, status: str, body: str) -> None:
    verify(response.status == status, got=f'the status "{response.status}"')
    names = {name.lower(): value for name, value in response.headers}
    kind = names.get("content-type", "")
    verify(
        kind.lower().startswith("text/plain"),
        got=f"the headers {response.headers!r}, without a Content-Type of text/plain",
    )
    verify(response.body == body.encode(), got=f"the body {shown(response.body)}")


def shown(body: bytes) -> str:
    try:
        return repr(body.decode())
    except UnicodeDecodeError:
        return f"{body!r}, which is not UTF-8"


@pytest.mark.task(1)
def test_answers_a_request():
    step("called application for GET /", '"200 OK", text/plain, and the body "Hello from WSGI\\n"')
    check_text(ask("/"), "200 OK", "Hello from WSGI\n")


@pytest.mark.task(1)
def test_passes_the_validator():
    step("put wsgiref's validator around application and sent GET /", "no complaint of it")
    call_wsgi(load("wsgi_app", "application"), "/", validate=True)


@pytest.mark.task(2)
def test_greets_the_name_in_the_query():
    step(
        'sent GET /hello?name=Ada: PATH_INFO is "/hello", QUERY_STRING is "name=Ada"',
        'the body "Hello, Ada!\\n"',
    )
    check_text(ask("/hello?name=Ada"), "200 OK", "Hello, Ada!\n")


@pytest.mark.task(2)
def test_greets_the_world_without_a_name():
    step("sent GET /hello, with an empty QUERY_STRING", 'the body "Hello, world!\\n"')
    check_text(ask("/hello"), "200 OK", "Hello, world!\n")


@pytest.mark.task(2)
def test_decodes_the_name():
    step(
        'sent GET /hello with the QUERY_STRING "name=Zo%C3%AB+B"',
        'the body "Hello, Zoë B!\\n", decoded from the URL and encoded as UTF-8',
    )
    response = ask("/hello?name=Zo%C3%AB+B")
    raw = b"%C3" in response.body
    check_query = "the name was cut out of QUERY_STRING and not decoded" if raw else None
    verify(
        response.body == "Hello, Zoë B!\n".encode(),
        got=f"the body {shown(response.body)}",
        likely=check_query,
    )


@pytest.mark.task(2)
def test_does_not_know_other_paths():
    step("sent GET /nowhere", '"404 Not Found" and the body "No page at /nowhere\\n"')
    check_text(ask("/nowhere"), "404 Not Found", "No page at /nowhere\n")


@pytest.mark.task(2)
def test_decodes_the_path():
    step(
        "sent GET /café: PATH_INFO is " + repr("/café".encode().decode("latin-1")),
        'the body "No page at /café\\n" in UTF-8',
    )
    response = ask("/café")
    twice = "/café".encode().decode("latin-1").encode()
    verify(
        response.body == "No page at /café\n".encode(),
        got=f"the body {shown(response.body)}",
        likely="PATH_INFO was used as it is: each of its characters stands for one byte of UTF-8"
        if twice in response.body
        else None,
    )


@pytest.mark.task(3)
def test_echoes_the_body():
    body = "tea, ü and more\n".encode() * 100
    step(f"sent POST /echo with a body of {len(body)} bytes", "the same bytes in the response")
    response = ask("/echo", method="POST", body=body)
    verify(response.status == "200 OK", got=f'the status "{response.status}"')
    verify(
        response.body == body,
        got=f"{len(response.body)} bytes: {response.body[:40]!r}",
    )


@pytest.mark.task(3)
def test_leaves_the_next_request_alone():
    step(
        "sent POST /echo with CONTENT_LENGTH 3 on a connection that stays open",
        'exactly the three bytes b"tea"',
    )
    response = ask("/echo", method="POST", body=b"tea")
    verify(response.body == b"tea", got=f"the body {response.body!r}")


@pytest.mark.task(3)
def test_echoes_nothing_without_a_length():
    step("sent POST /echo with no CONTENT_LENGTH in environ", '"200 OK" and an empty body')
    response = ask("/echo", method="POST")
    verify(response.body == b"", got=f"the body {response.body!r}")
    step("sent POST /echo with CONTENT_LENGTH an empty str", '"200 OK" and an empty body')
    response = ask("/echo", method="POST", CONTENT_LENGTH="")
    verify(response.body == b"", got=f"the body {response.body!r}")


LINE = "count closed\n"


def count_with(log: io.StringIO, parts: int | None = None) -> Response:
    """GET /count; the server takes so many parts, and then closes."""
    application = load("wsgi_app", "application")

    def watched(environ, start_response):
        iterable = application(environ, start_response)
        verify(
            not log.getvalue(),
            got=f"wsgi.errors held {log.getvalue()!r} before the server took the first part",
            likely="the clean-up ran inside application, before the server used what it returned",
        )
        return iterable

    response = call_wsgi(watched, "/count", parts=parts, **{"wsgi.errors": log})
    check_start_response(response)
    check_headers(response.headers)
    check_parts(response)
    return response


@pytest.mark.task(4)
def test_counts_in_three_parts():
    step("sent GET /count and took every part", 'three parts: b"1\\n", b"2\\n", b"3\\n"')
    response = count_with(io.StringIO())
    verify(response.parts == [b"1\n", b"2\n", b"3\n"], got=f"the parts {response.parts!r}")


@pytest.mark.task(4)
def test_cleans_up_after_the_last_part():
    log = io.StringIO()
    step("sent GET /count, took every part and called close()", f"{LINE!r} in wsgi.errors, once")
    count_with(log)
    verify(log.getvalue() == LINE, got=f"wsgi.errors holds {log.getvalue()!r}")


@pytest.mark.task(4)
def test_cleans_up_when_the_server_stops_early():
    log = io.StringIO()
    step("sent GET /count, took one part and called close()", f"{LINE!r} in wsgi.errors, once")
    response = count_with(log, parts=1)
    at_end = not log.getvalue() and response.closed
    verify(
        log.getvalue() == LINE,
        got=f"wsgi.errors holds {log.getvalue()!r} after close()"
        if response.closed
        else f"wsgi.errors holds {log.getvalue()!r}; what application returned has no close method",
        likely="close() ends a generator at its yield: only a finally or a with runs then"
        if at_end
        else None,
    )


def served() -> socketserver.BaseServer:
    """The learner's server on a free port, not started."""
    server = load("wsgi_app", "make_app_server")(0)
    verify(
        hasattr(server, "serve_forever") and hasattr(server, "get_app"),
        got=f"make_app_server(0) returned {server!r}; it returns what wsgiref's make_server gives",
    )
    return server


@contextmanager
def running(server: socketserver.BaseServer):
    """`server`, serving in a thread; gives its port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def fetch(port: int, method: str, path: str, body: bytes | None = None) -> tuple[str, bytes]:
    """The status line and the body of one real HTTP request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return f"{answer.status} {answer.reason}", answer.read()
    except (OSError, http.client.HTTPException) as error:
        verify(False, got=f"no answer: {type(error).__name__}: {error}")
    finally:
        connection.close()


@pytest.mark.task(5)
def test_makes_a_server_and_does_not_start_it(monkeypatch):
    def started(server, *args):
        server.server_close()
        verify(False, got="make_app_server called serve_forever, so it would never return")

    step("called make_app_server(0)", "a server on 127.0.0.1 and a free port, not started yet")
    with monkeypatch.context() as patch:
        patch.setattr(socketserver.BaseServer, "serve_forever", started)
        server = served()
    host, is_open = server.server_address[0], server.fileno() >= 0
    server.server_close()
    verify(is_open, got="a server that is closed already")
    verify(
        host == "127.0.0.1",
        got=f"a server on {host}: every computer in the network could reach it"
        if host == "0.0.0.0"
        else f"a server on {host}",
    )


@pytest.mark.task(5)
def test_stands_behind_the_validator():
    step(
        "gave the server's application an environ that breaks the contract: {}",
        "an AssertionError of wsgiref's validator",
    )
    server = served()
    server.server_close()
    raised = "nothing was raised"
    try:
        server.get_app()({}, lambda *args: None)
    except AssertionError:
        return
    except Exception as error:
        raised = f"{type(error).__name__} of the application itself"
    verify(False, got=f"{raised}; the validator does not stand between server and application")


@pytest.mark.task(5)
def test_answers_real_requests():
    with running(served()) as port:
        step("sent GET /hello?name=Ada to the running server", '200 OK and "Hello, Ada!\\n"')
        status, body = fetch(port, "GET", "/hello?name=Ada")
        verify((status, body) == ("200 OK", b"Hello, Ada!\n"), got=f"{status} and {body!r}")
        step("sent POST /echo with 4 bytes to the running server", "200 OK and the same 4 bytes")
        status, body = fetch(port, "POST", "/echo", b"\x00tea")
        verify((status, body) == ("200 OK", b"\x00tea"), got=f"{status} and {body!r}")
        step("sent GET /count to the running server", "200 OK and three lines")
        status, body = fetch(port, "GET", "/count")
        verify((status, body) == ("200 OK", b"1\n2\n3\n"), got=f"{status} and {body!r}")
