"""Facts about Django's handlers, as the programs in snippets/handlers/ find them."""

import asyncio
import importlib.util
import logging
import subprocess
import sys
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import override_settings

FOLDER = Path(__file__).resolve().parents[2] / "snippets" / "handlers"
NEW = django.VERSION >= (6, 1)
SIX = django.VERSION >= (6, 0)


@pytest.fixture
def program():
    """Load snippets/handlers/NAME.py as a module, with its settings until the test ends."""
    loaded, overrides = [], []

    def load(name):
        if not settings.configured:
            settings.configure()
            django.setup()
        spec = importlib.util.spec_from_file_location(f"handlers_{name}", FOLDER / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # ROOT_URLCONF and MIDDLEWARE name it
        loaded.append(spec.name)
        spec.loader.exec_module(module)
        override = override_settings(**module.SETTINGS)
        override.enable()
        overrides.append(override)
        return module

    yield load
    for override in reversed(overrides):
        override.disable()
    for name in loaded:
        del sys.modules[name]


# -- WSGI ------------------------------------------------------------------------------------------


def test_one_call_of_the_wsgi_handler(program):
    assert program("wsgi_call").run() == [
        "request_started is sent",
        "the view runs; the request is callable: False",
        "start_response('200 OK', ...)",
        "the handler returned: HttpResponse",
        "the server iterates: [b'hello']",
        "request_finished is sent",
        "the server called close()",
    ]


def test_a_request_is_not_callable(program):
    assert not program("wsgi_call").request_is_callable()


@pytest.mark.parametrize(
    ("offered", "returned"), [(False, "ClosingResponse"), (True, "FileWrapper")]
)
def test_the_response_is_closed_with_and_without_a_file_wrapper(program, offered, returned):
    facts = program("file_wrapper").serve(offered)
    assert facts == {"returned": returned, "body": b"the file", "response.close() calls": 1}


@pytest.mark.parametrize(
    ("length", "body"), [("5", b"hello"), ("2", b"he"), ("", b""), (None, b""), ("five", b"")]
)
def test_the_body_ends_at_content_length(program, length, body):
    assert program("limited_stream").body(length) == body


def test_environ_strings_are_latin_1(program):
    module = program("environ_strings")
    assert module.seen("/café".encode()) == {
        "environ": "/cafÃ©",
        "bytes": "/café".encode(),
        "request.path_info": "/café",
    }
    assert module.seen(b"/caf\xe9")["request.path_info"] == "/caf%E9"


def test_one_bad_byte_changes_how_the_whole_query_is_read(program):
    assert program("environ_strings").other_strings() == {
        "COOKIES['who']": "café",
        "GET['q']": "café",
        "GET['q'], bad query": "cafÃ©",
    }


def test_script_name_behind_rewrites_and_repeated_slashes(program):
    module = program("script_name")
    paths = {name: module.paths(case) for name, case in module.CASES.items()}
    assert paths["mounted, no path"] == ("/app", "/", "/app/")
    assert paths["a rewrite (SCRIPT_URL)"] == ("/app", "/blog/", "/app/blog/")
    assert paths["a rewrite (REDIRECT_URL)"] == ("/app", "/blog/", "/app/blog/")
    assert paths["a rewrite, slashes"] == ("/app", "/blog/", "/app/blog/")
    assert paths["slashes, no rewrite"] == ("/app", "//blog//", "/app//blog//")


def test_an_async_view_under_wsgi_has_an_event_loop_of_its_own(program):
    assert program("one_off_loop").two_requests() == {
        "the two requests share an event loop": False,
        "the first loop is closed by now": True,
        "the view ran in the server's thread": False,
    }


# -- ASGI ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan"])
def test_only_http_is_served(program, scope_type):
    answer = asyncio.run(program("only_http").ask(scope_type))
    assert answer.endswith(f"can only handle ASGI/HTTP connections, not {scope_type}.")


def test_the_body_is_read_before_the_view(program):
    module = program("body_first")
    log = asyncio.run(module.serve(module.CASES["a body in three messages"]))
    view = log.index("the view runs with b'one two three'")
    assert [line.startswith("receive() ->") for line in log[:3]] == [True] * 3
    assert view > 2
    assert log[-2:] == ["send(http.response.start)", "send(http.response.body)"]


def test_no_view_runs_when_the_client_leaves_during_the_body(program):
    module = program("body_first")
    log = asyncio.run(module.serve(module.CASES["the client leaves during the body"]))
    assert len(log) == 2
    assert log[1] == "receive() -> {'type': 'http.disconnect'}"


def test_more_body_after_the_body_is_an_error(program):
    module = program("body_first")
    log = asyncio.run(module.serve(module.CASES["a server that breaks the rule"]))
    assert log[-1] == "AssertionError: Invalid ASGI message after request body: http.request"


def test_each_request_has_a_thread_of_its_own(program):
    assert asyncio.run(program("one_thread_each").two_requests()) == {
        "both views ran at the same time": True,
        "/a: middleware and view share a thread": True,
        "/b: middleware and view share a thread": True,
        "/a and /b share a thread": False,
        "one of them is the event loop's thread": False,
    }


@pytest.mark.parametrize("url", ["/async", "/sync"])
def test_the_tasks_of_one_request(program, url):
    module = program("tasks_of_a_request")
    places = asyncio.run(module.serve(url))
    worker = "task of the server" if NEW else "task process_request"
    assert places["receive, the body"] == "task of the server"
    assert places["receive, the disconnect"] == "task listen_for_disconnect"
    assert places["send http.response.start"] == worker
    assert places[f"{url[1:]} view"] == (worker if url == "/async" else "an executor thread")
    assert len(module.tasks(places)) == (2 if NEW else 3)


def test_responses_are_sent_in_chunks_of_64_kib(program):
    module = program("chunks")
    start = "type: http.response.start, status: 200, headers: 1 headers"
    body = "type: http.response.body, body: {} bytes, more_body: {}".format
    assert asyncio.run(module.messages("/empty")) == [start, body(0, False)]
    assert asyncio.run(module.messages("/large")) == [
        start,
        body(65536, True),
        body(65536, True),
        body(18928, False),
    ]


def test_a_stream_ends_with_an_empty_body(program):
    sent = asyncio.run(program("chunks").messages("/stream"))
    assert all(line.endswith("more_body: True") for line in sent[1:-1])
    assert sent[-1] == "type: http.response.body"


@pytest.mark.parametrize("gateway", ["WSGI", "ASGI"])
@pytest.mark.parametrize("url", ["/sync", "/async"])
def test_an_iterator_of_the_other_kind_is_read_whole_and_warns(program, gateway, url):
    order, warned = program("wrong_iterator").run(gateway, url)
    fits = (gateway, url) in {("WSGI", "/sync"), ("ASGI", "/async")}
    assert [step.split()[0] for step in order] == (
        ["made", "sent", "made", "sent"] if fits else ["made", "made", "sent", "sent"]
    )
    assert [("must consume" in text) for text in warned] == ([] if fits else [True])


def test_bad_requests(program, caplog):
    caplog.set_level(logging.CRITICAL)
    serve = program("bad_requests").serve
    assert asyncio.run(serve(b"q=1", b"small")) == "200, the view ran"
    assert asyncio.run(serve(b"q=\xff")) == "400, the view did not run"
    assert asyncio.run(serve(b"", b"x" * 11)) == "400, the view ran"


def test_headers_in_meta(program):
    assert program("request_headers").meta() == {
        "CONTENT_LENGTH": "3",
        "HTTP_X_FORWARDED_FOR": "203.0.113.9",
        "HTTP_ACCEPT": "text/html,text/plain",
        "HTTP_COOKIE": "a=1; b=2" if SIX else "a=1,b=2",
        "COOKIES": str({"a": "1", "b": "2"} if SIX else {"a": "1,b=2"}),
    }


def test_root_path_is_taken_off_the_path(program):
    paths = program("root_path").paths
    assert paths("/app", "/app/blog/") == ("/blog/", "/app/blog/")
    assert paths("/app", "/blog/") == ("/blog/", "/blog/")
    assert paths("/app", "/apple/") == ("/apple/" if NEW else "le/", "/apple/")


def test_a_client_that_leaves_cancels_an_async_view(program):
    assert asyncio.run(program("client_leaves").leave("/async")) == [
        "the view waits",
        "the client leaves: http.disconnect",
        "the view is cancelled",
        "request_finished is sent",
        "the handler returns",
    ]


def test_a_client_that_leaves_does_not_stop_a_sync_view(program):
    log = asyncio.run(program("client_leaves").leave("/sync"))
    assert "the sync view runs to its end" in log
    assert "send http.response.start" not in log


def test_a_cancelled_application_orphans_the_view_until_django_6_1(program):
    module = program("server_cancels")
    log = asyncio.run(module.run())
    assert module.orphaned(log) is not NEW
    assert ("the view is cancelled" in log) is NEW
    assert "request_finished is sent" not in log


# -- the base --------------------------------------------------------------------------------------


def test_middleware_is_built_in_reverse(program):
    assert program("middleware_order").build() == [
        "Third is made",
        "Second is made",
        "First is made",
    ]


def test_hooks_run_forwards_on_the_way_in_and_backwards_on_the_way_out(program, caplog):
    caplog.set_level(logging.CRITICAL)
    assert program("middleware_order").call("/broken") == [
        *("First before", "Second before", "Third before"),
        *("First.process_view", "Second.process_view", "Third.process_view"),
        "the view raises",
        *(f"{name}.process_exception" for name in ("Third", "Second", "First")),
        *("Third after", "Second after", "First after"),
        "start_response('500 Internal Server Error')",
    ]


def test_sync_middleware_around_an_async_view_needs_two_bridges(program):
    places = program("bridges").places
    assert places("ASGI", "sync", "/async") == [
        ("sync middleware", "executor thread"),
        ("async view", "event loop"),
    ]
    assert places("ASGI", "both", "/async") == [
        ("middleware that can do both", "event loop"),
        ("async view", "event loop"),
    ]


def test_middleware_that_can_do_both_follows_the_gateway(program):
    places = program("bridges").places
    assert places("WSGI", "both", "/sync")[0] == ("middleware that can do both", "main thread")
    assert places("ASGI", "both", "/sync")[0] == ("middleware that can do both", "event loop")


@pytest.mark.parametrize(
    ("hook", "place"), [("SyncHook", "an executor thread"), ("AsyncHook", "an event loop")]
)
def test_exception_hooks_are_called_synchronously(program, hook, place):
    is_async, log = program("exception_hook").run(hook)
    assert not is_async
    assert log[0] == "the view raises on an event loop"
    assert log[1].endswith(f"hook runs on {place}")
    assert log[2] == "the answer is 503"


def test_atomic_requests_forbids_async_views():
    # A process has one set of database connections: this program gets a process of its own.
    command = [sys.executable, str(FOLDER / "atomic_requests.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    answers = [line.split(":", 1)[1].strip() for line in run.stdout.splitlines()]
    assert answers == [
        "in a transaction: False",
        "in a transaction: True",
        "in a transaction: False",
        "RuntimeError: You cannot use ATOMIC_REQUESTS with async views.",
    ]


def test_a_view_must_return_a_response(program):
    module = program("bad_views")
    assert "It returned None instead" in module.verdict(module.forgets_return)
    assert "may need to add an 'await'" in module.verdict(module.forgets_await)


def test_middleware_may_opt_out_but_not_be_nothing(program):
    load = program("unused_middleware").load
    assert load("opts_out") == "the handler is made"
    assert load("forgets_return").startswith("ImproperlyConfigured")
    assert load("can_do_nothing").startswith("RuntimeError")


def test_a_file_under_asgi_is_read_whole_before_it_is_sent(program):
    log = asyncio.run(program("file_under_asgi").order())
    assert log[0] == "send start, with the header b'Content-Type'"
    assert [line.split()[0] for line in log[1:]] == ["read"] * 4 + ["send"] * 3


def test_nothing_calls_the_leftovers():
    spec = importlib.util.spec_from_file_location("leftovers", FOLDER / "leftovers.py")
    leftovers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(leftovers)
    found = {name: leftovers.uses(name) for name in leftovers.NAMES}
    assert found["body_receive_timeout"] == []
    assert all("super()" in line for line in found["ASGIHandler.handle_uncaught_exception"])


def test_a_hello_runs_more_lines_and_threads_under_asgi(program):
    figures = program("lines_of_a_hello").figures()
    (wsgi_lines, wsgi_threads), (asgi_lines, asgi_threads) = figures.values()
    assert wsgi_threads == 1
    assert asgi_threads > 1
    assert asgi_lines > wsgi_lines > 50
