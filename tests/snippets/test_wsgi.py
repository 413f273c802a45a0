"""The facts that docs/guide/wsgi.md and cgi-wsgi-asgi.md state, asked of their programs."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "snippets" / "wsgi"


def snippet(name):
    return runpy.run_path(str(FOLDER / f"{name}.py"))


def test_hello_answers_with_native_strings_and_bytes():
    hello = snippet("hello")
    status, headers, body = hello["call"](hello["application"], "/chat")
    assert status == "200 OK"
    assert headers == [("Content-Type", "text/plain"), ("Content-Length", "13")]
    assert body == b"Hello, /chat\n"


def test_cgi_gateway_starts_a_process_for_each_request():
    first, second = snippet("cgi_gateway")["requests"](["/first", "/second"])
    assert first[0] != second[0]
    assert first[1:] == ("run_once=True path=/first", "Status: 200 OK")


def test_one_application_runs_one_after_another_or_at_the_same_time():
    models = snippet("process_models")
    assert set(models["two_requests"](models["OneThreadServer"])) == {"one after another"}
    assert set(models["two_requests"](models["ThreadedServer"])) == {"at the same time"}


def test_upgrade_is_refused_by_the_server():
    no_upgrade = snippet("no_upgrade")
    client, log = no_upgrade["run"](no_upgrade["application"])
    assert "Hop-by-hop header" in log
    assert " 500 " in client.splitlines()[0]


def test_environ_has_native_strings_that_stand_for_bytes():
    environ = snippet("environ")["request"]()
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café/a/b"
    assert environ["QUERY_STRING"] == "q=%C3%A9"
    assert environ["CONTENT_LENGTH"] == "5"
    assert environ["HTTP_X_TWICE"] == "a,b"
    assert "HTTP_CONTENT_TYPE" not in environ


def test_headers_wait_for_the_first_piece_of_the_body():
    assert snippet("headers_wait")["steps"]() == [
        "application calls start_response",
        "application makes piece 1",
        "server sends the status line",
        "server sends 'piece 1'",
        "application makes piece 2",
        "server sends 'piece 2'",
        "application has no more pieces",
    ]


@pytest.mark.parametrize(
    ("name", "status", "body", "logged"),
    [
        ("twice", " 500 ", "A server error", "Headers already set"),
        ("in_time", " 404 ", "no such room", "nothing"),
        ("too_late", " 200 ", "the first half", "LookupError: no such room"),
    ],
)
def test_start_response_again(name, status, body, logged):
    again = snippet("start_response_again")
    got = again["run"](again[name])
    assert status in got[0]
    assert got[1].startswith(body)
    assert logged in got[2]


def test_write_sends_before_the_iterable():
    assert snippet("write")["body"]() == b"written, then returned"


@pytest.mark.parametrize("name", ["a_list", "a_generator", "AClass"])
def test_iterables_of_bytes_are_bodies(name):
    iterables = snippet("iterables")
    assert iterables["run"](iterables[name]) == (b"one two", None)


@pytest.mark.parametrize("name", ["bare_bytes", "text"])
def test_other_iterables_are_refused(name):
    iterables = snippet("iterables")
    assert "must be a bytes instance" in iterables["run"](iterables[name])[1]


def test_close_is_called_once_in_every_case():
    for case, log in snippet("closing")["cases"]().items():
        assert log.count("close()") == 1, case
        assert log[-1] == "close()", case


def test_reading_without_a_size_waits_for_the_client():
    body = snippet("request_body")
    assert body["post"](body["read_body"])[0] == "the application has read b'hello'"
    assert body["post"](body["read_all"])[0] == "nothing: the application still waits"


@pytest.mark.parametrize(("length", "read"), [("5", b"hello"), ("", b""), ("five", b"")])
def test_django_stops_at_content_length(length, read):
    assert snippet("django_body")["body_of"](length) == read


def test_errors_stream_goes_to_the_log_only():
    body, log = snippet("errors_stream")["run"]()
    assert body == b"no such room"
    assert log == "no room named 채팅\n"


def test_file_response_uses_the_wrapper_where_there_is_one(run_snippet):
    without, with_wrapper = run_snippet("snippets/wsgi/file_wrapper.py").stdout.splitlines()
    assert "FileResponse" in without
    assert "FileWrapper" in with_wrapper
    assert without.endswith("file closed: True")
    assert with_wrapper.endswith("file closed: True")


def test_validator_complains_of_each_wrong_application():
    validated = snippet("validated")
    assert validated["complaint"](validated["right"]) is None
    for application in validated["WRONG"]:
        assert validated["complaint"](application), application.__name__


def test_small_server_keeps_headers_through_an_empty_piece():
    server = snippet("server")
    assert server["sent_by"](server["application"]) == [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        b"hello",
    ]


def test_small_server_closes_and_refuses_a_second_start():
    server, closed = snippet("server"), []

    class Body(list):
        def close(self):
            closed.append(True)

    def twice(environ, start_response):
        start_response("200 OK", [])
        start_response("200 OK", [])

    def empty(environ, start_response):
        start_response("204 No Content", [])
        return Body()

    assert server["sent_by"](empty)[0].startswith(b"HTTP/1.1 204")
    assert closed == [True]
    with pytest.raises(AssertionError, match="without exc_info"):
        server["sent_by"](twice)
