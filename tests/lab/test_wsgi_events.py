"""What a report shows of a WSGI application's run: the calls of PEP 3333, in their order."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from gateway_labs.lab.record import CheckFailed, Record, begin
from gateway_labs.lab.render import event_lines
from gateway_labs.lab.testing import call_wsgi, serve_wsgi


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """The record of the running check."""
    record = Record(tmp_path)
    begin(record)
    return record


def shown(record: Record) -> str:
    """The one line of the report."""
    ((who, line),) = event_lines(event.to_json() for event in record.events)
    assert who == "server"
    return line


class Parts:
    """An iterable with a close()."""

    def __init__(self, *parts):
        self.parts = iter(parts)

    def __iter__(self):
        return self.parts

    def close(self):
        pass


def test_every_call_is_an_event_in_its_order(record):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Parts(b"one", b"two")

    call_wsgi(application, "/hello?name=Ana")
    assert shown(record) == (
        "environ GET /hello?name=Ana → start_response '200 OK' → body b'one' → body b'two' → "
        "close → return"
    )
    assert [event.to_json() for event in record.events][1] == {
        "who": "server",
        "kind": "start_response",
        "direction": "out",
        "status": "'200 OK'",
        "headers": "[('Content-Type', 'text/plain')]",
    }


def test_what_goes_through_write_is_body_too(record):
    def application(environ, start_response):
        start_response("200 OK", [])(b"early")
        return []

    assert call_wsgi(application).parts == [b"early"]
    assert shown(record).endswith("start_response '200 OK' → body b'early' → return")


@pytest.mark.parametrize("early", [True, False])
def test_an_exception_is_the_last_event(record, early):
    def parts():
        yield b"one"
        raise KeyError("x")

    def application(environ, start_response):
        if early:
            raise KeyError("x")
        start_response("200 OK", [])
        return parts()

    with pytest.raises(KeyError):
        call_wsgi(application)
    line = shown(record)
    assert line.startswith("environ GET / → ")
    assert line.endswith("raise KeyError: 'x'")
    assert ("close →" in line) is not early


def test_a_failed_check_is_no_exception_of_the_application(record):
    with pytest.raises(CheckFailed):
        call_wsgi(lambda environ, start_response: None)
    assert shown(record) == "environ GET / → (nothing)"


def test_a_real_servers_requests_are_events(record):
    def application(environ, start_response):
        if environ["PATH_INFO"] == "/bad":
            raise KeyError("x")
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hi"]

    with serve_wsgi(application) as url:
        with urllib.request.urlopen(f"{url}/good", timeout=5) as answer:
            assert answer.headers["Content-Length"] == "2"  # what wsgiref adds is as without us
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{url}/bad", timeout=5)
    assert shown(record) == (
        "environ GET /good → start_response '200 OK' → return → "
        "environ GET /bad → raise KeyError: 'x'"
    )
