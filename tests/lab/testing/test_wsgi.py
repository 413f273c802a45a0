"""A WSGI application is called as a server calls it."""

import pytest

from gateway_labs.lab.record import CheckFailed
from gateway_labs.lab.testing.wsgi import SocketInput, call_wsgi, make_environ


def counting(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    try:
        yield b"1"
        yield b"2"
    finally:
        environ["closed"] = True


def test_server_takes_all_parts_and_closes(record):
    response = call_wsgi(counting, "/")
    assert (response.status, response.parts, response.closed) == ("200 OK", [b"1", b"2"], True)
    assert [event.kind for event in record.events] == [
        "environ",
        "start_response",
        "body",
        "body",
        "close",
        "return",
    ]


def test_server_stops_early_and_closes(record):
    seen = {}
    response = call_wsgi(
        lambda environ, start: counting(seen.setdefault("environ", environ), start), "/", parts=1
    )
    assert response.parts == [b"1"]
    assert seen["environ"]["closed"]


@pytest.mark.parametrize(
    "read",
    [
        lambda stream: stream.read(),
        lambda stream: stream.read(4),
        lambda stream: stream.readlines(),
        lambda stream: stream.readline(),
        lambda stream: list(stream),
    ],
    ids=["read", "read_more", "readlines", "readline", "loop"],
)
def test_reading_past_the_body_fails_where_a_socket_would_hang(record, read):
    with pytest.raises(CheckFailed, match="than CONTENT_LENGTH bytes"):
        read(SocketInput(b"tea"))


def test_reading_the_body_in_pieces_is_right():
    stream = SocketInput(b"one\ntwo")
    assert (stream.readline(), stream.read(2), stream.read(1)) == (b"one\n", b"tw", b"o")


def test_path_is_a_native_string():
    assert make_environ("/café?x=1")["PATH_INFO"] == "/caf\u00c3\u00a9"


def test_nothing_returned_fails_the_check(record):
    with pytest.raises(CheckFailed, match="returned None"):
        call_wsgi(lambda environ, start_response: None, "/")


def test_wrong_arguments_are_the_application_s_fault(record):
    with pytest.raises(TypeError) as raised:
        call_wsgi(lambda environ: [], "/")
    assert record.application_errors == [raised.value]
