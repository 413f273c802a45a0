"""The facts that docs/guide/asgi.md states, asked of its programs."""

import asyncio
import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "snippets" / "asgi"


def snippet(name):
    return runpy.run_path(str(FOLDER / f"{name}.py"))


def test_hello_sends_a_start_and_a_body():
    assert snippet("hello")["exchange"]() == [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain")],
        },
        {"type": "http.response.body", "body": b"Hello, /chat\n"},
    ]


@pytest.mark.parametrize(
    ("reader", "events", "got"),
    [
        ("read_body", "THREE_PIECES", b"one two three"),
        ("read_body", "NO_BODY", b""),
        ("read_body", "LEFT", "ClientLeft"),
        ("read_once", "THREE_PIECES", b"one "),
        ("read_once", "NO_BODY", "KeyError"),
    ],
)
def test_body_is_read_until_more_body_is_false(reader, events, got):
    body = snippet("http_body")
    assert body["outcome"](body[reader], body[events]) == got


def test_each_piece_reaches_the_client_before_the_next_is_made():
    assert asyncio.run(snippet("streaming")["run"]()) == [
        "application sends b'one '",
        "client has b'one '",
        "application sends b'two '",
        "client has b'two '",
        "application sends the end",
        "client sees the end",
    ]


def test_only_who_listens_hears_that_the_client_left():
    leaves = snippet("client_leaves")
    assert "work is complete" in leaves["run"](leaves["deaf"])
    assert leaves["run"](leaves["listening"]) == [
        "work begins",
        "the client leaves",
        "work cleans up",
    ]


def test_echo_answers_text_bytes_and_both_keys_then_returns():
    echo = snippet("websocket_echo")
    names = ("CONNECT", "TEXT", "BINARY", "BINARY_WITH_BOTH_KEYS", "GONE")
    events = [echo[name] for name in names]
    assert echo["exchange"](echo["application"], "/ws/echo/", events) == [
        {"type": "websocket.accept"},
        {"type": "websocket.send", "text": "hi"},
        {"type": "websocket.send", "bytes": b"\x00\x01"},
        {"type": "websocket.send", "bytes": b"\x00\x01"},
    ]
    assert "AttributeError" in echo["exchange"](echo["looks_for_the_key"], "/", events)[-1]


def test_echo_refuses_a_wrong_path_before_the_accept():
    echo = snippet("websocket_echo")
    events = [echo["CONNECT"], echo["GONE"]]
    assert echo["exchange"](echo["application"], "/nowhere/", events) == [
        {"type": "websocket.close"}
    ]


def test_state_of_startup_reaches_the_request():
    assert asyncio.run(snippet("lifespan")["run"]()) == [
        "lifespan.startup",
        "http request, state = {'pool': 'a pool of connections'}",
        "lifespan.shutdown",
    ]


def test_django_refuses_what_is_not_http(run_snippet):
    for line in run_snippet("snippets/asgi/unknown_scope.py").stdout.splitlines():
        assert "ValueError: Django can only handle ASGI/HTTP connections" in line


def test_asgiref_tells_the_two_forms_apart():
    two = snippet("two_callables")
    assert two["is_double_callable"](two["ApplicationOfAsgi2"])
    assert not two["is_double_callable"](two["application_of_asgi3"])
    assert two["sent_by"](two["ApplicationOfAsgi2"]) == ["http.response.start"]


def test_servers_differ_where_the_page_says_so(run_snippet):
    lines = run_snippet("snippets/asgi/servers.py").stdout.splitlines()
    table = {line[:22].strip(): (line[22:46].strip(), line[46:].strip()) for line in lines}
    assert table["path"] == ("/café", "/café")
    assert table["raw_path"] == ("/caf%C3%A9", "/caf%C3%A9")
    assert table["sends lifespan"] == ("False", "True")
    assert table["has state"] == ("False", "True")
    assert table["close before accept"] == ("HTTP 403", "HTTP 403")
    assert table["error before accept"] == ("HTTP 500", "HTTP 500")
    assert table["close after accept"] == ("4003", "4003 not for you")
    assert table["error after accept"] == ("1011", "no close frame")
    assert table["accept headers"] == ("not sent", "lobby")
    assert table["first of '' and more"] == ("'not empty'", "''")
    assert table["websocket extensions"] == ("none", "websocket.http.response")
    assert table["send after the end"] == ("no error", "OSError")
