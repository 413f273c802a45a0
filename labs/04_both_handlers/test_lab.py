"""Checks of lab 04. They send one request to both of Django's handlers, and watch the views."""

import asyncio
import functools
import inspect
import threading
import time
import warnings
from dataclasses import dataclass, field

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler

from gateway_labs.lab.testing import (
    LIMIT,
    Exchange,
    Request,
    call_wsgi,
    exchange,
    load,
    note,
    step,
    verify,
)

MENU = "Mint\nPu-erh\nSencha\n"
READY = "Sencha is ready\n"
DROPS = "drop 1\ndrop 2\ndrop 3\n"
TEAS = {"Mint": 0.01, "Pu-erh": 600, "Sencha": 0.01}


@dataclass
class Kitchen:
    """What the learner's views did. `naps` has the heart's beats before and after each sleep."""

    cups: object
    outcomes: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    naps: list[tuple[int, int]] = field(default_factory=list)
    beats: int = 0
    beats_with_a_cup: int = 0

    async def beat(self) -> None:
        """Another task on the same event loop, which counts its turns."""
        while True:
            self.beats += 1
            self.beats_with_a_cup += bool(self.cups.in_use)
            await asyncio.sleep(0)

    def watch(self, view):
        """`view`, with its thread and its outcome noted."""
        kitchen = self

        @functools.wraps(view)
        async def watched_coroutine(*args, **kwargs):
            kitchen.threads.append(threading.current_thread())
            try:
                response = await view(*args, **kwargs)
            except BaseException as error:
                kitchen.outcomes.append(type(error).__name__)
                raise
            kitchen.outcomes.append("returned")
            return response

        @functools.wraps(view)
        def watched(*args, **kwargs):
            kitchen.threads.append(threading.current_thread())
            return view(*args, **kwargs)

        return watched_coroutine if inspect.iscoroutinefunction(view) else watched


@pytest.fixture
def kitchen(monkeypatch):
    """The learner's project with three teas, its views watched, and no cup in use."""
    step("imported views.py", "the views menu, brew and pour")
    for name in ("menu", "brew", "pour"):
        load("views", name)
    step("imported config/urls.py and kitchen/models.py", "no exception")
    urls, cups = load("config.urls"), load("kitchen.cups")
    cups.in_use.clear()
    cups.history.clear()
    kitchen = Kitchen(cups)
    for pattern in urls.urlpatterns:
        monkeypatch.setattr(pattern, "callback", kitchen.watch(pattern.callback))
    _short_naps(monkeypatch, kitchen)
    _add_teas(monkeypatch)
    return kitchen


def _add_teas(monkeypatch) -> None:
    from django.conf import settings
    from django.db import connection

    tea = load("kitchen.models", "Tea")
    # An exception of a view leaves the handler, so that the report can show it.
    monkeypatch.setattr(settings, "DEBUG_PROPAGATE_EXCEPTIONS", True)
    if tea._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(tea)
        tea.objects.bulk_create(tea(name=name, seconds=seconds) for name, seconds in TEAS.items())
    connection.close()


def _short_naps(monkeypatch, kitchen: Kitchen) -> None:
    """Shorten time.sleep, and note whether it stopped the event loop."""
    sleep = time.sleep

    def nap(seconds: float) -> None:
        before = kitchen.beats
        sleep(min(seconds, 0.01))
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        kitchen.naps.append((before, kitchen.beats))

    monkeypatch.setattr(time, "sleep", nap)
    views = load("views")
    for name, value in list(vars(views).items()):
        if value is sleep:
            monkeypatch.setattr(views, name, nap)


def check_answer(status: object, body: bytes, expected: str) -> None:
    verify(status in (200, "200 OK"), got=f"the status {status}")
    verify(body == expected.encode(), got=f"the body {body.decode('utf-8', 'replace')!r}")


# Task 1


@pytest.mark.task(1)
def test_menu_under_wsgi(kitchen):
    step("sent GET /menu/ to the WSGIHandler", f"200 and the body {MENU!r}")
    response = call_wsgi(WSGIHandler(), "/menu/")
    check_answer(response.status, response.body, MENU)


@pytest.mark.task(1)
async def test_menu_under_asgi(kitchen):
    step("sent GET /menu/ to the ASGIHandler", f"200 and the body {MENU!r}")
    answer = await exchange(ASGIHandler(), "/menu/")
    check_answer(answer.status, answer.body, MENU)


# Task 2


@pytest.mark.task(2)
async def test_brew_under_asgi(kitchen):
    step("sent GET /brew/Sencha/ to the ASGIHandler", f"200 and the body {READY!r}")
    answer = await exchange(ASGIHandler(), "/brew/Sencha/")
    check_answer(answer.status, answer.body, READY)
    history = ", ".join(kitchen.cups.history) or "no cup was taken"
    step("looked at the cups after GET /brew/Sencha/", "one cup: taken, put back")
    verify(kitchen.cups.history == ["taken", "put back"], got=history)


@pytest.mark.task(2)
async def test_brew_lets_the_event_loop_go_on(kitchen):
    step(
        "sent GET /brew/Sencha/ to the ASGIHandler, while another task counted its turns",
        "the other task has turns while the cup is out",
    )
    heart = asyncio.create_task(kitchen.beat())
    await exchange(ASGIHandler(), "/brew/Sencha/")
    heart.cancel()
    for before, after in kitchen.naps:
        verify(
            after > before,
            got=f"time.sleep on the event loop's thread: other tasks had {after - before} turns",
            likely="time.sleep stops the thread, and with it the event loop; await asyncio.sleep "
            "lets other tasks run",
        )
    verify(
        kitchen.beats_with_a_cup,
        got="the other task had no turn while the cup was out",
    )
    verify(
        kitchen.outcomes,
        got="brew is a sync view (def): Django ran it on a thread, where it can't be cancelled",
    )


# Task 3


@pytest.mark.task(3)
async def test_cup_is_put_back_when_the_client_leaves(kitchen):
    request = Request(ASGIHandler(), "/brew/Pu-erh/")
    step("sent GET /brew/Pu-erh/, a tea that takes ten minutes", "the view takes a cup and waits")
    await request.send_body(b"")
    await until_a_cup_is_out(kitchen, request)
    step(
        "left while the tea was brewing (http.disconnect)",
        "the view is cancelled, and the cup is put back",
    )
    await request.disconnect()
    await request.finish()
    outcome = kitchen.outcomes[-1] if kitchen.outcomes else "still running"
    note("brew", outcome, "out")
    verify(
        not kitchen.cups.in_use,
        got="the cup is still out",
        likely="the view was cancelled where it waited, and the lines after that did not run"
        if outcome == "CancelledError"
        else None,
    )
    verify(
        outcome == "CancelledError",
        got="the cup is back, but the view went on and returned a response that nobody reads",
        likely="the CancelledError was caught and not raised again"
        if outcome == "returned"
        else None,
    )


async def until_a_cup_is_out(kitchen: Kitchen, request: Request) -> None:
    end = time.monotonic() + LIMIT
    while not kitchen.cups.in_use and request.application.running and time.monotonic() < end:
        await asyncio.sleep(0)
    if not request.application.running:
        await request.finish()
    verify(
        kitchen.cups.in_use,
        got="the answer came at once"
        if "taken" in kitchen.cups.history
        else "the view took no cup",
    )


# Task 4


@pytest.mark.task(4)
async def test_pour_under_asgi(kitchen):
    step("sent GET /pour/Sencha/ to the ASGIHandler", f"200 and the body {DROPS!r}, as a stream")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = await exchange(ASGIHandler(), "/pour/Sencha/")
    check_answer(answer.status, answer.body, DROPS)
    parts = [event["body"] for event in answer.sent[1:] if event.get("body")]
    verify(
        len(parts) >= 3,
        got=f"the whole body in one event: {parts!r}"
        if len(parts) == 1
        else f"the parts {parts!r}",
    )
    step("sent GET /pour/Sencha/ to the ASGIHandler", "no warning of Django's")
    told = [str(warning.message) for warning in caught if "StreamingHttp" in str(warning.message)]
    verify(
        not told,
        got=f"the warning: {' '.join(told)}",
        likely="the response was made with a sync iterator: Django reads all of it on another "
        "thread before it sends the first part",
    )


@pytest.mark.task(4)
async def test_pour_has_its_cup_while_it_streams(kitchen):
    request = Request(ASGIHandler(), "/pour/Pu-erh/")
    step(
        "sent GET /pour/Pu-erh/, with ten minutes between the drops, and took the first drop",
        'the part b"drop 1\\n", while the cup is out',
    )
    await request.send_body(b"")
    begun = Exchange([await next_event(request), await next_event(request)])
    verify(begun.body == b"drop 1\n", got=f"the part {begun.body!r}")
    early = kitchen.cups.history == ["taken", "put back"]
    verify(
        kitchen.cups.in_use,
        got="the cup was back before the first drop" if early else "no cup was out",
        likely="the view puts the cup back when it returns the response; the stream begins later"
        if early
        else None,
    )
    step("left after the first drop (http.disconnect)", "the cup is put back")
    await request.disconnect()
    await request.finish()
    # Python closes what is left of the generator in tasks of their own.
    for _ in range(5):
        await asyncio.sleep(0)
    verify(not kitchen.cups.in_use, got="the cup of the stream is still out")


async def next_event(request: Request) -> dict:
    try:
        return await request.application.receive()
    except TimeoutError:
        verify(False, got="no part, and the application still running")


# Task 5


@pytest.mark.task(5)
@pytest.mark.parametrize(
    ("path", "body"), [("/menu/", MENU), ("/brew/Sencha/", READY), ("/pour/Sencha/", DROPS)]
)
def test_same_bytes_under_wsgi(kitchen, path, body):
    step(f"sent GET {path} to the WSGIHandler", f"the same body as under ASGI: {body!r}")
    with warnings.catch_warnings():
        # Django warns that it must read the whole async stream before it can send it.
        warnings.simplefilter("ignore")
        response = call_wsgi(WSGIHandler(), path)
    check_answer(response.status, response.body, body)


@pytest.mark.task(5)
@pytest.mark.parametrize(("view", "path"), [("menu", "/menu/"), ("brew", "/brew/Sencha/")])
def test_predicts_the_thread_under_wsgi(kitchen, view, path):
    step(f"sent GET {path} to the WSGIHandler", "the thread that THREADS predicts")
    call_wsgi(WSGIHandler(), path)
    check_prediction(kitchen, f"{view} under WSGIHandler")


@pytest.mark.task(5)
@pytest.mark.parametrize(("view", "path"), [("menu", "/menu/"), ("brew", "/brew/Sencha/")])
async def test_predicts_the_thread_under_asgi(kitchen, view, path):
    step(f"sent GET {path} to the ASGIHandler", "the thread that THREADS predicts")
    await exchange(ASGIHandler(), path)
    check_prediction(kitchen, f"{view} under ASGIHandler")


def check_prediction(kitchen: Kitchen, case: str) -> None:
    caller, other = load("views", "CALLER"), load("views", "OTHER")
    ran_on = caller if kitchen.threads[-1] is threading.current_thread() else other
    predicted = load("views", "THREADS").get(case)
    verify(
        predicted is not None,
        got=f'no prediction: THREADS["{case}"] is None',
        place="views.py:THREADS",
    )
    verify(
        predicted == ran_on,
        got=f"{case} ran on {ran_on}; your prediction was {predicted!r}",
        place="views.py:THREADS",
    )
