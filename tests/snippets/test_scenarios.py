"""The scenarios' traces show the facts that make them worth showing, on each Django."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import django
import pytest

from gateway_labs.site.python_run import environment
from gateway_labs.site.traces import scenarios

ROOT = Path(__file__).resolve().parents[2]
TASK_GROUP = django.VERSION >= (6, 1)
"""Django 6.1 and newer handle a request in the application's own task, in a TaskGroup."""

LOOP = "event loop's thread"
SERVER = "server's thread"
EXECUTOR = "executor thread 1"
HANDLING = "application" if TASK_GROUP else "process_request"


@dataclass(frozen=True)
class Seen:
    """A trace, to ask about."""

    trace: dict

    @property
    def events(self) -> list[dict]:
        return self.trace["events"]

    def actor(self, number: str | None) -> str | None:
        return next((a["name"] for a in self.trace["actors"] if a["id"] == number), None)

    def names(self, kind: str) -> list[str]:
        return [actor["name"] for actor in self.trace["actors"] if actor["kind"] == kind]

    def steps(self, *functions: str) -> list[str]:
        """What these functions did, lines left out: "call view", "return view"."""
        found = []
        for event in self.events:
            name = self.function(event)
            if name in functions and event["kind"] != "line":
                found.append(f"{event['kind']} {name}")
        return found

    def function(self, event: dict) -> str | None:
        if event["kind"] == "message":
            return None
        return self.trace["functions"][event["function"]]["name"]

    def where(self, function: str) -> set[tuple[str, str | None]]:
        """The (thread, task) in which a function ran."""
        return {
            (self.actor(event["thread"]), self.actor(event["task"]))
            for event in self.events
            if self.function(event) == function
        }

    def at(self, kind: str, function: str, times: int = 1) -> int:
        """The number of the event at which a function did this, for the nth time."""
        numbers = [
            number
            for number, event in enumerate(self.events)
            if event["kind"] == kind and self.function(event) == function
        ]
        return numbers[times - 1]

    def message(self, kind: str, who: str = "client", times: int = 1) -> int:
        """The number of the nth message of a type."""
        numbers = [
            number
            for number, event in enumerate(self.events)
            if event["kind"] == "message" and (event["type"], event["who"]) == (kind, who)
        ]
        return numbers[times - 1]

    def messages(self, who: str = "client") -> list[str]:
        return [e["type"] for e in self.events if e["kind"] == "message" and e["who"] == who]

    def contents(self, kind: str, key: str) -> list[str | None]:
        return [
            event["content"].get(key)
            for event in self.events
            if event["kind"] == "message" and event["type"] == kind
        ]

    def value(self, kind: str, function: str) -> str:
        return self.events[self.at(kind, function)].get("value")

    def ended(self, function: str) -> str:
        return self.value("return", function)

    def called(self, function: str) -> bool:
        return f"call {function}" in self.steps(function)


@pytest.fixture(scope="session")
def seen(recorded):
    return lambda scenario, gateway="asgi": Seen(recorded[scenario][gateway])


@pytest.mark.parametrize("path", scenarios(ROOT), ids=lambda path: path.stem)
def test_another_process_records_the_same_bytes(path, recorded):
    again = subprocess.run(
        [sys.executable, "-m", "gateway_labs.trace.scenario", str(path)],
        env=environment() | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert again.stdout == json.dumps(recorded[path.stem])


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_one_request_passes_the_same_milestones_under_both_handlers(seen, gateway):
    passed = [e["milestone"] for e in seen("hello", gateway).events if "milestone" in e]
    assert passed == [
        "the application is called",
        "the request is made",
        "the middleware chain is called",
        "the view is called",
        "the view is done",
        "the response is started",
        "the body is sent",
        "the application is done",
    ]


def test_hello_is_one_thread_under_wsgi(seen):
    trace = seen("hello", "wsgi")
    assert (trace.names("thread"), trace.names("task")) == ([SERVER], [])
    assert trace.messages() == ["environ", "start_response", "body", "close", "return"]


def test_hello_is_an_executor_thread_and_tasks_under_asgi(seen):
    trace = seen("hello")
    assert trace.where("hello") == {(EXECUTOR, None)}
    assert trace.where("ASGIHandler.send_response") == {(LOOP, HANDLING)}
    own = [] if TASK_GROUP else ["process_request"]
    assert trace.names("task") == ["application", "listen_for_disconnect", *own]
    assert trace.ended("ASGIHandler.listen_for_disconnect") == "CancelledError"


def test_close_runs_before_the_application_returns_under_asgi(seen):
    trace = seen("hello")
    assert trace.where("ASGIRequest.close") == {(EXECUTOR, None)}
    assert (
        trace.message("http.response.body")
        < trace.at("call", "ASGIRequest.close")
        < trace.message("return")
    )


def test_async_view_runs_on_the_loop_under_asgi(seen):
    trace = seen("async_view")
    assert trace.where("hello") == {(LOOP, HANDLING)}
    assert trace.steps("hello") == ["call hello", "pause hello", "resume hello", "return hello"]


def test_async_view_runs_in_a_one_off_loop_in_a_thread_under_wsgi(seen):
    trace = seen("async_view", "wsgi")
    assert trace.where("hello") == {(EXECUTOR, "new_loop_wrap")}
    assert trace.where("BaseHandler._get_response") == {(SERVER, None)}


def test_body_is_complete_before_the_request_is_made_under_asgi(seen):
    trace = seen("body_in_chunks")
    assert trace.contents("http.request", "body") == ["b'one,'", "b'two,'", "b'three'"]
    assert (
        trace.message("http.request", times=3)
        < trace.at("return", "ASGIHandler.read_body")
        < trace.at("call", "ASGIRequest.__init__")
        < trace.at("call", "count")
    )
    assert trace.contents("http.response.body", "body") == ["b'13 bytes'"]


def test_body_is_read_by_the_view_under_wsgi(seen):
    trace = seen("body_in_chunks", "wsgi")
    assert trace.at("call", "count") < trace.at("call", "LimitedStream.read")
    assert trace.ended("LimitedStream.read") == "b'one,two,three'"


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_cookies_become_headers_of_their_own(seen, gateway):
    trace = seen("cookies_and_headers", gateway)
    start = "start_response" if gateway == "wsgi" else "http.response.start"
    (headers,) = trace.contents(start, "headers")
    assert "seen=yes; Path=/" in headers
    body = "body" if gateway == "wsgi" else "http.response.body"
    assert trace.contents(body, "body") == ["b'dark, one,two'"]


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_too_large_body_is_a_400_when_the_view_reads_it(seen, gateway):
    trace = seen("body_too_large", gateway)
    assert trace.value("raise", "count").startswith("RequestDataTooBig: ")
    start = "start_response" if gateway == "wsgi" else "http.response.start"
    (status,) = trace.contents(start, "status")
    assert status in ("'400 Bad Request'", "400")


def test_413_comes_from_create_request_under_asgi_alone(seen):
    trace = seen("too_large_at_once")
    assert trace.contents("http.response.start", "status") == ["413"]
    assert not trace.called("count")
    wsgi = seen("too_large_at_once", "wsgi")
    assert wsgi.messages() == ["environ", "raise"]
    assert wsgi.contents("raise", "error") == ["RequestDataTooBig: more than 10 bytes"]


def test_bad_utf8_is_a_400_under_asgi_and_latin_1_under_wsgi(seen):
    trace = seen("bad_utf8")
    assert trace.contents("http.response.start", "status") == ["400"]
    assert trace.value("raise", "ASGIRequest.__init__").startswith("UnicodeDecodeError: ")
    assert not trace.called("search")
    wsgi = seen("bad_utf8", "wsgi")
    assert wsgi.contents("start_response", "status") == ["'200 OK'"]
    assert wsgi.called("search")


def test_sync_iterator_is_sent_part_by_part_under_wsgi(seen):
    trace = seen("streaming_sync", "wsgi")
    assert trace.where("parts") == {(SERVER, None)}
    assert trace.message("body") < trace.at("resume", "parts")


def test_sync_iterator_is_used_up_in_a_thread_before_the_first_part_under_asgi(seen):
    trace = seen("streaming_sync")
    assert trace.where("parts") == {(EXECUTOR, None)}
    assert trace.at("return", "parts") < trace.message("http.response.body")
    assert trace.contents("http.response.body", "more_body") == ["True"] * 3 + [None]


def test_async_iterator_is_sent_part_by_part_under_asgi(seen):
    trace = seen("streaming_async")
    assert trace.where("parts") == {(LOOP, HANDLING)}
    assert trace.message("http.response.body") < trace.at("return", "parts")


def test_async_iterator_is_used_up_in_a_one_off_loop_under_wsgi(seen):
    trace = seen("streaming_async", "wsgi")
    # A loop of its own for the view, and another one for the iterator.
    assert trace.where("stream") == {("executor thread 1", "new_loop_wrap")}
    assert trace.where("parts") == {("executor thread 2", "new_loop_wrap 2")}
    assert trace.at("return", "parts") < trace.message("body")


def test_file_is_read_by_the_server_in_blocks_under_wsgi(seen):
    trace = seen("file_response", "wsgi")
    assert trace.where("Notes.read") == {(SERVER, None)}
    returned = trace.at("return", "WSGIHandler.__call__")
    assert returned < trace.at("call", "Notes.read")
    assert "FileWrapper" in trace.ended("WSGIHandler.__call__")
    assert [body[-12:] for body in trace.contents("body", "body")] == [
        "(4096 bytes)",
        "(4096 bytes)",
        "(1808 bytes)",
    ]
    assert trace.message("close") < trace.at("call", "Notes.close")


def test_file_is_read_in_an_executor_thread_under_asgi(seen):
    trace = seen("file_response")
    assert trace.where("Notes.read") == {(EXECUTOR, None)}
    assert trace.at("call", "Notes.read", 2) < trace.message("http.response.body")


def test_bridges_of_mixed_middleware_under_asgi(seen):
    trace = seen("mixed_middleware")
    assert trace.where("AsyncMiddleware.__call__") == {(LOOP, HANDLING)}
    assert trace.where("SyncMiddleware.__call__") == {(EXECUTOR, None)}
    assert trace.where("InnerAsyncMiddleware.__call__") == {(LOOP, "main_wrap")}
    # Back in the thread of the sync middleware, which waits for it.
    assert trace.where("hello") == {(EXECUTOR, None)}


def test_bridges_of_mixed_middleware_under_wsgi(seen):
    trace = seen("mixed_middleware", "wsgi")
    assert trace.where("AsyncMiddleware.__call__") == {(EXECUTOR, "new_loop_wrap")}
    assert trace.where("SyncMiddleware.__call__") == {(SERVER, None)}
    assert trace.where("InnerAsyncMiddleware.__call__") == {(EXECUTOR, "main_wrap")}
    assert trace.where("hello") == {(SERVER, None)}


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_each_middleware_is_a_milestone(seen, gateway):
    passed = [e["milestone"] for e in seen("mixed_middleware", gateway).events if "milestone" in e]
    assert passed[3:7] == [
        "AsyncMiddleware.__call__ is called",
        "SyncMiddleware.__call__ is called",
        "InnerAsyncMiddleware.__call__ is called",
        "the view is called",
    ]


def test_view_is_cancelled_when_the_client_leaves(seen):
    trace = seen("client_leaves")
    assert trace.value("raise", "ASGIHandler.listen_for_disconnect") == "RequestAborted"
    assert trace.ended("wait") == "CancelledError"
    assert trace.where("wait") == {(LOOP, HANDLING)}
    assert trace.message("http.disconnect") < trace.at("raise", "wait")
    assert trace.messages() == ["http.request", "http.disconnect", "return"]


def test_request_finished_is_sent_when_the_client_leaves(seen):
    trace = seen("client_leaves")
    assert trace.at("return", "wait") < trace.at("call", "on_finished") < trace.message("return")


def test_sync_view_runs_to_its_end_when_the_client_leaves(seen):
    trace = seen("client_leaves_sync_view")
    assert trace.at("call", "work") < trace.message("http.disconnect") < trace.at("return", "work")
    assert trace.ended("work").startswith("<HttpResponse")
    # The application waits for the thread, and sends nothing.
    assert trace.at("return", "work") < trace.message("return")
    assert trace.messages() == ["http.request", "http.disconnect", "return"]


def test_what_the_server_cancels(seen):
    """On Django 5.2 and 6.0 the view lives on in a task that nobody waits for."""
    trace = seen("server_cancels")
    assert trace.message("cancel") < trace.message("cancelled")
    assert not trace.called("on_finished")
    if TASK_GROUP:
        assert trace.ended("wait") == "CancelledError"
        assert trace.messages() == ["http.request", "cancel", "cancelled"]
        assert trace.ended("ASGIHandler.listen_for_disconnect") == "CancelledError"
    else:
        assert trace.message("cancelled") < trace.at("resume", "wait")
        assert trace.ended("wait").startswith("<HttpResponse")
        assert trace.messages()[3:] == ["http.response.start", "http.response.body"]


def test_websocket_is_a_value_error_in_plain_django(seen):
    trace = seen("websocket_to_django")
    (error,) = trace.contents("raise", "error")
    assert error == "ValueError: Django can only handle ASGI/HTTP connections, not websocket."
    assert trace.messages() == ["raise"]  # nothing was received
    assert trace.ended("ASGIHandler.__call__") == error


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_exception_in_a_view_becomes_a_response(seen, gateway):
    trace = seen("view_raises", gateway)
    assert trace.ended("divide") == "ZeroDivisionError: division by zero"
    assert trace.at("return", "divide") < trace.at("call", "response_for_exception")
    assert trace.ended("convert_exception_to_response.<locals>.inner").startswith(
        "<HttpResponseSer"
    )


def test_response_for_an_exception_is_made_in_another_thread_under_asgi(seen):
    trace = seen("view_raises")
    assert trace.where("divide") == {("executor thread 1", None)}
    assert trace.where("response_for_exception") == {("executor thread 2", None)}


@pytest.mark.parametrize("gateway", ["wsgi", "asgi"])
def test_atomic_requests_refuse_an_async_view(seen, gateway):
    trace = seen("atomic_requests", gateway)
    assert not trace.called("hello")
    assert (
        trace.ended("BaseHandler.make_view_atomic")
        == "RuntimeError: You cannot use ATOMIC_REQUESTS with async views."
    )


def test_echo_goes_through_both_routers_and_dispatch(seen):
    trace = seen("channels_echo")
    order = [
        "ProtocolTypeRouter.__call__",
        "URLRouter.__call__",
        "AsyncConsumer.__call__",
        "AsyncConsumer.dispatch",
        "AsyncWebsocketConsumer.websocket_receive",
        "Echo.receive",
        "AsyncWebsocketConsumer.send",
    ]
    calls = [trace.at("call", name) for name in order]
    assert calls == sorted(calls)
    assert trace.messages() == [
        "websocket.connect",
        "websocket.accept",
        "websocket.receive",
        "websocket.send",
        "websocket.disconnect",
        "return",
    ]


def test_one_task_for_each_message_and_handlers_in_the_application_s_task(seen):
    trace = seen("channels_echo")
    assert trace.names("task") == ["application", "receive", "receive 2", "receive 3"]
    assert trace.where("Echo.receive") == {(LOOP, "application")}
    assert trace.value("raise", "AsyncWebsocketConsumer.websocket_disconnect") == "StopConsumer"


def test_sync_consumer_runs_in_a_thread_and_sends_from_the_loop(seen):
    trace = seen("sync_consumer")
    assert trace.where("SyncEcho.receive") == {(EXECUTOR, None)}
    assert trace.where("SyncConsumer.dispatch") == {(EXECUTOR, None)}
    sent = trace.events[trace.message("websocket.send", "S")]
    assert (trace.actor(sent["thread"]), trace.actor(sent["task"])) == (LOOP, "main_wrap 2")


def test_async_consumer_waits_for_the_thread_of_the_sync_one(seen):
    """Its dispatch closes old database connections in that thread before it calls the handler."""
    trace = seen("sync_consumer")
    assert trace.where("AsyncEcho.receive") == {(LOOP, "application of A")}
    asked = trace.message("websocket.receive", "A")
    assert trace.at("call", "SyncEcho.receive") < asked
    assert asked < trace.at("return", "SyncEcho.receive") < trace.at("call", "AsyncEcho.receive")


def test_group_message_reaches_both_members_each_in_its_own_task(seen):
    trace = seen("group_message")
    assert trace.where("Room.chat_message") == {
        (LOOP, "application of A"),
        (LOOP, "application of B"),
    }
    assert trace.where("Room.receive") == {(LOOP, "application of A")}
    for who in ("A", "B"):
        assert trace.message("websocket.receive", "A") < trace.message("websocket.send", who)
    assert trace.contents("websocket.send", "text") == ["'hi'", "'hi'"]


def test_sender_s_handler_ends_before_its_own_copy_is_handled(seen):
    trace = seen("group_message")
    assert trace.at("return", "Room.receive") < trace.at("call", "Room.chat_message")
