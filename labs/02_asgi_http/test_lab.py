"""Checks of lab 02. They drive `application` event by event, as a server does."""

import asyncio

import pytest

from gateway_labs.lab.testing import (
    Application,
    Exchange,
    Request,
    Returned,
    exchange,
    load,
    step,
    verify,
)


async def ask(path: str, **request) -> Exchange:
    """One whole request to the learner's application, whose answer must keep the contract."""
    answer = await exchange(load("asgi_app", "application"), path, **request)
    check_events(answer)
    check_start(answer.start)
    return answer


def check_events(answer: Exchange) -> None:
    types = [event.get("type") for event in answer.sent]
    verify(types, got="nothing; the application returned without an answer")
    verify(
        types[0] == "http.response.start",
        got=f"the first event sent was {types[0]}; http.response.start comes before the body",
    )
    verify(
        types.count("http.response.start") == 1,
        got=f"http.response.start was sent {types.count('http.response.start')} times",
    )
    verify("http.response.body" in types, got="http.response.start, and no http.response.body")
    for event in answer.sent[1:]:
        body = event.get("body", b"")
        verify(
            isinstance(body, bytes),
            got=f"a body of the type {type(body).__name__}: {body!r}; the body is bytes",
        )
    verify(
        answer.complete,
        got="more_body was still true in the last event; the client would wait for more",
    )


def check_start(start: dict) -> None:
    status = start.get("status")
    verify(
        isinstance(status, int),
        got=f"the status {status!r}, of the type {type(status).__name__}; in ASGI it is an int",
    )
    for header in start.get("headers", ()):
        pair = isinstance(header, list | tuple) and len(header) == 2
        verify(pair, got=f"the header {header!r}; each header is a pair of name and value")
        for item in header:
            verify(
                isinstance(item, bytes),
                got=f"the header {header!r} holds a {type(item).__name__}; both are bytes",
                likely="str headers are WSGI's; ASGI takes bytes"
                if isinstance(item, str)
                else None,
            )
        name = header[0]
        verify(
            name == name.lower(),
            got=f"the header name {name!r}; names are sent in lowercase",
        )


def check_text(answer: Exchange, status: int, body: str) -> None:
    verify(answer.status == status, got=f"the status {answer.status}")
    kind = dict(map(tuple, answer.headers)).get(b"content-type", b"")
    verify(
        kind.startswith(b"text/plain"),
        got=f"the headers {answer.headers!r}, without a content-type of text/plain",
    )
    verify(answer.body == body.encode(), got=f"the body {shown(answer.body)}")


def shown(body: bytes) -> str:
    try:
        return repr(body.decode())
    except UnicodeDecodeError:
        return f"{body!r}, which is not UTF-8"


@pytest.mark.task(1)
async def test_answers_a_request():
    step("sent GET /", '200, text/plain, and the body "Hello from ASGI\\n"')
    check_text(await ask("/"), 200, "Hello from ASGI\n")


@pytest.mark.task(2)
async def test_greets_the_name_in_the_query():
    step(
        'sent GET /hello?name=Ada: path is "/hello", query_string is b"name=Ada"',
        'the body "Hello, Ada!\\n"',
    )
    answer = await ask("/hello?name=Ada")
    verify(
        answer.body != b"Hello, world!\n",
        got="the greeting for no name, 'Hello, world!\\n', although the query_string has one",
    )
    check_text(answer, 200, "Hello, Ada!\n")


@pytest.mark.task(2)
async def test_greets_the_world_without_a_name():
    step('sent GET /hello: query_string is b""', 'the body "Hello, world!\\n"')
    check_text(await ask("/hello"), 200, "Hello, world!\n")


@pytest.mark.task(2)
async def test_decodes_the_name():
    step(
        'sent GET /hello with the query_string b"name=Zo%C3%AB+B"',
        'the body "Hello, Zoë B!\\n", decoded from the URL and encoded as UTF-8',
    )
    check_text(await ask("/hello?name=Zo%C3%AB+B"), 200, "Hello, Zoë B!\n")


@pytest.mark.task(2)
async def test_does_not_know_other_paths():
    step("sent GET /nowhere", '404 and the body "No page at /nowhere\\n"')
    check_text(await ask("/nowhere"), 404, "No page at /nowhere\n")


@pytest.mark.task(2)
async def test_shows_the_path_as_it_is():
    step('sent GET /caf%C3%A9: path is "/café"', 'the body "No page at /café\\n" in UTF-8')
    check_text(await ask("/caf%C3%A9"), 404, "No page at /café\n")


@pytest.mark.task(3)
async def test_echoes_a_body_in_one_event():
    step('sent POST /echo with the body b"tea" in one event', "200 and the same bytes")
    answer = await ask("/echo", method="POST", body=(b"tea",))
    verify(answer.status == 200, got=f"the status {answer.status}")
    verify(answer.body == b"tea", got=f"the body {answer.body!r}")


@pytest.mark.task(3)
async def test_joins_a_body_in_three_events():
    step(
        'sent POST /echo with the body in three events: b"green ", b"", b"tea"',
        'the body b"green tea"',
    )
    answer = await ask("/echo", method="POST", body=(b"green ", b"", b"tea"))
    verify(
        answer.body == b"green tea",
        got=f"the body {answer.body!r}",
        likely="only the first http.request event was used; more_body was true in it"
        if answer.body == b"green "
        else None,
    )


@pytest.mark.task(3)
async def test_needs_no_optional_keys():
    step(
        'sent POST /echo with one event: {"type": "http.request"}, since its keys are optional',
        "200 and an empty body",
    )
    request = Request(load("asgi_app", "application"), "/echo", method="POST")
    await request.application.send({"type": "http.request"})
    answer = await request.finish()
    verify(answer.status == 200, got=f"the status {answer.status}")
    verify(answer.body == b"", got=f"the body {answer.body!r}")


@pytest.mark.task(4)
async def test_sends_nothing_to_a_client_that_left():
    step(
        "sent POST /echo and half of its body; then the client left (http.disconnect)",
        "the application returns and sends nothing",
    )
    request = Request(load("asgi_app", "application"), "/echo", method="POST")
    await request.send_body(b"half", more=True)
    await request.disconnect()
    answer = await request.finish()
    verify(
        not answer.sent,
        got=f"an answer with the status {answer.status} and the body {answer.body!r}",
        likely="http.disconnect has no more_body, so the loop took it for the end of the body"
        if answer.body == b"half"
        else None,
    )


@pytest.mark.task(4)
async def test_waits_until_the_client_leaves():
    request = Request(load("asgi_app", "application"), "/wait")
    application = request.application
    await request.send_body(b"")
    step("sent GET /wait", 'status 200, then the part b"waiting\\n" with more_body true')
    begun = Exchange([await next_event(application), await next_event(application)])
    check_start(begun.start)
    verify(begun.status == 200, got=f"the status {begun.status}")
    verify(
        begun.body == b"waiting\n" and not begun.complete,
        got=f"the event {begun.sent[1]!r}",
    )
    step("left the connection of GET /wait open", "the application waits, and sends no more")
    for _ in range(5):
        await asyncio.sleep(0)
    verify(
        application.running and not application.sent(),
        got="it went on before the client left",
        likely=None if application.running else "it returned, although no http.disconnect had come",
    )
    step("left /wait as a client does (http.disconnect)", "the application returns")
    await request.disconnect()
    await request.finish()


async def next_event(application: Application) -> dict:
    try:
        return await application.receive()
    except Returned:
        verify(False, got="nothing more; the application returned")
    except TimeoutError:
        verify(False, got="nothing; the application is still running")


async def answer_to(scope: dict, *events: dict) -> tuple[str, Application]:
    """What the application does with a scope that is not http: "raised" or what it did instead."""
    application = Application(load("asgi_app", "application"), scope, "server")
    for event in events:
        await application.send(event)
    try:
        event = await application.receive()
    except Returned:
        return "it returned, as if it had served the connection", application
    except TimeoutError:
        return "nothing: it neither answered nor raised", application
    except Exception:
        return "raised", application
    return f"it sent {event.get('type')}", application


@pytest.mark.task(5)
@pytest.mark.parametrize("kind", ["websocket", "telegraph"])
async def test_raises_for_a_scope_it_does_not_serve(kind):
    step(f'called application with a scope of the type "{kind}"', "an exception, at once")
    scope = {"type": kind, "path": "/", "headers": [], "query_string": b""}
    got, _ = await answer_to(scope, {"type": f"{kind}.connect"})
    verify(got == "raised", got=got)


@pytest.mark.task(5)
async def test_answers_lifespan_or_raises():
    step(
        "called application with the lifespan scope and sent lifespan.startup",
        "an exception, or the event lifespan.startup.complete",
    )
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    got, application = await answer_to(scope, {"type": "lifespan.startup"})
    if got == "raised":
        return
    verify(got == "it sent lifespan.startup.complete", got=got)
    step("sent lifespan.shutdown", "the event lifespan.shutdown.complete, and then its return")
    await application.send({"type": "lifespan.shutdown"})
    event = await next_event(application)
    verify(event.get("type") == "lifespan.shutdown.complete", got=f"it sent {event.get('type')}")
    await application.finish()
