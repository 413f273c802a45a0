"""The recorder: who did what in a run, in order."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from gateway_labs.trace import recorder as recorder_module
from gateway_labs.trace.event import Event, Step
from gateway_labs.trace.monitor import Monitor
from gateway_labs.trace.recorder import Recorder
from gateway_labs.trace.run import Request, RunError, run_asgi, run_wsgi
from gateway_labs.trace.trace import trace_json

HERE = Path(__file__)
SRC = HERE.parents[2] / "src"


def new_recorder(main_thread: str = "loop", **options) -> Recorder:
    return Recorder((HERE,), HERE.parent, main_thread=main_thread, **options)


def ran(recorder: Recorder, *names: str) -> list[tuple]:
    """(kind, function, thread, task) of these functions' steps, lines left out."""
    actors = {actor.id: actor.name for actor in recorder.actors.all}
    return [
        (e.what.kind, e.what.name, actors[e.thread], actors.get(e.task))
        for e in recorder.entries
        if isinstance(e.what, Step) and e.what.name in names and e.what.kind != "line"
    ]


def messages(recorder: Recorder) -> list[str]:
    return [entry.what.kind for entry in recorder.entries if isinstance(entry.what, Event)]


async def one_get(server) -> None:
    await server.http("/").request()


async def answer(send, body: bytes = b"ok") -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def work(number=0):
    return number


async def in_a_task():
    await asyncio.sleep(0)


async def application(scope, receive, send):
    await receive()
    await asyncio.create_task(in_a_task(), name="mine")
    await sync_to_async(work)(1)
    await answer(send)


def test_threads_and_tasks_have_stable_names():
    recorder = new_recorder()
    run_asgi(application, one_get, recorder)
    assert ran(recorder, "work")[0] == ("call", "work", "executor thread 1", None)
    assert ran(recorder, "in_a_task")[0] == ("call", "in_a_task", "loop", "mine")
    assert ran(recorder, "application")[0] == ("call", "application", "loop", "application")


def test_second_run_in_the_same_process_gives_the_same_trace():
    traces = []
    for _ in range(3):
        recorder = new_recorder()
        run_asgi(application, one_get, recorder)
        texts = {"scenario": "x", "gateway": "asgi", "title": "x", "django": "1"}
        traces.append(trace_json(recorder, **texts))
    assert traces[0] == traces[1] == traces[2]


def test_work_in_a_thread_begins_when_the_loop_is_idle():
    async def busy(send_later):
        future = asyncio.ensure_future(sync_to_async(work, thread_sensitive=False)())
        for _ in range(5):
            await in_a_task()
        await future

    async def app(scope, receive, send):
        await busy(send)
        await answer(send)

    recorder = new_recorder()
    run_asgi(app, one_get, recorder)
    names = [step[1] for step in ran(recorder, "work", "in_a_task") if step[0] == "call"]
    assert names == ["in_a_task"] * 5 + ["work"]


def test_thread_that_calls_back_into_the_loop_does_not_hang():
    def outer():
        return async_to_sync(inner)()

    async def inner():
        await sync_to_async(work)()
        return await sync_to_async(work, thread_sensitive=False)()

    async def app(scope, receive, send):
        await sync_to_async(outer)()
        await answer(send)

    recorder = new_recorder()
    run_asgi(app, one_get, recorder)
    assert messages(recorder)[-1] == "return"


def test_function_that_is_waited_for_stands_still_while_the_client_acts():
    order = []

    async def app(scope, receive, send):
        await sync_to_async(work)()
        order.append("worked")
        await answer(send)

    async def client(server):
        connection = server.http("/")
        await connection.reached("work")
        order.append("the client acts")
        await connection.ended()

    run_asgi(app, client, new_recorder())
    assert order == ["the client acts", "worked"]


def test_locals_are_given_when_they_change():
    def count():
        total = 1
        total = total + 1
        return total

    recorder = new_recorder()
    with recorder.monitor():
        count()
    steps = [e.what for e in recorder.entries if e.what.name.endswith(".count")]
    assert [step.changed for step in steps] == [{}, {}, {"total": "1"}, {"total": "2"}, {}]
    assert steps[-1].value == "2"


def test_local_whose_repr_raises_does_no_harm():
    class Bad:
        def __repr__(self):
            raise KeyboardInterrupt

    def hold():
        bad = Bad()
        return bad

    recorder = new_recorder()
    with recorder.monitor():
        hold()
    assert recorder.entries[-1].what.value == "<Bad: its repr raises>"


def test_without_lines_there_are_calls_alone():
    recorder = new_recorder(lines=False)
    with recorder.monitor():
        work()
    assert [entry.what.kind for entry in recorder.entries] == ["call", "return"]


def test_ignored_code_is_left_out():
    recorder = new_recorder(ignored=[work.__code__])
    with recorder.monitor():
        work()
    assert recorder.entries == []


def test_what_is_over_the_limit_is_counted(monkeypatch):
    monkeypatch.setattr(recorder_module, "MOST_EVENTS", 2)
    recorder = new_recorder()
    with recorder.monitor():
        work()
    assert (len(recorder.entries), recorder.left_out) == (2, 1)


def test_caller_is_the_next_frame_that_is_followed():
    def outer():
        return sorted([2, 1], key=work)

    recorder = new_recorder(lines=False)
    with recorder.monitor():
        outer()
    outer_step, inner_step, *_ = [e.what for e in recorder.entries]
    assert inner_step.caller == outer_step.frame


def test_application_that_raises_is_recorded_up_to_there():
    async def app(scope, receive, send):
        await receive()
        raise KeyError("x")

    recorder = new_recorder()
    run_asgi(app, one_get, recorder)
    assert messages(recorder) == ["http.request", "raise"]


def test_application_that_waits_for_ever_is_cut_short():
    async def app(scope, receive, send):
        await asyncio.Event().wait()

    recorder = new_recorder()
    with pytest.raises(RunError, match=r"did not end within 0\.1 s"):
        run_asgi(app, one_get, recorder, limit=0.1)
    assert messages(recorder) == ["cancelled"]


def test_wsgi_application_that_hangs_is_cut_short():
    gone = threading.Event()

    def app(environ, start_response):
        gone.wait(20)
        return []

    recorder = new_recorder()
    with pytest.raises(RunError, match="did not end"), recorder.monitor():
        run_wsgi(app, Request("/"), recorder, limit=0.1)
    gone.set()
    assert messages(recorder)[0] == "environ"


def test_loop_that_is_blocked_is_cut_short(monkeypatch):
    monkeypatch.setattr("gateway_labs.trace.run.GRACE", 0.1)
    gone = threading.Event()

    async def app(scope, receive, send):
        gone.wait(20)

    with pytest.raises(RunError):
        run_asgi(app, one_get, new_recorder(), limit=0.1)
    gone.set()
    with Monitor(lambda name: False, print):
        pass  # another run can be recorded at once


SCENARIO = """
import time
TITLE = "hangs"

def configure():
    from django.conf import settings
    settings.configure()
    from gateway_labs.trace import run
    run.LIMIT = run.run_wsgi.__defaults__[0]
    run.run_wsgi.__defaults__ = (0.2,)

def wsgi():
    def app(environ, start_response):
        start_response("200 OK", [])
        while True:
            time.sleep(0.01)
    return app
"""


def test_scenario_that_hangs_ends_and_says_so(tmp_path):
    folder = tmp_path / "snippets" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "hangs.py").write_text(SCENARIO)
    run = subprocess.run(
        [sys.executable, "-m", "gateway_labs.trace.scenario", str(folder / "hangs.py")],
        env=os.environ | {"PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert '"cut_short": "the run did not end within 0.2 s"' in run.stdout
    assert '"type": "start_response"' in run.stdout


async def leave(server):
    connection = server.http("/")
    await connection.send({"type": "http.request"})
    await connection.leave()


def test_receive_gives_http_disconnect_each_time_once_the_client_has_left():
    got = []

    async def app(scope, receive, send):
        got.extend([(await receive())["type"] for _ in range(4)])

    run_asgi(app, leave, new_recorder())
    assert got == ["http.request"] + ["http.disconnect"] * 3


def test_receive_after_the_response_gives_http_disconnect():
    got = []

    async def app(scope, receive, send):
        await receive()
        await answer(send)
        got.append(await receive())

    run_asgi(app, one_get, new_recorder())
    assert got == [{"type": "http.disconnect"}]


def test_receive_that_waits_when_the_response_ends_is_not_woken():
    async def app(scope, receive, send):
        await receive()
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        await answer(send)
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting

    recorder = new_recorder()
    run_asgi(app, one_get, recorder)
    assert messages(recorder)[-1] == "return"


def test_what_is_sent_after_the_client_has_left_is_recorded_and_dropped():
    async def app(scope, receive, send):
        await receive()
        await receive()
        await answer(send)

    recorder = new_recorder()
    run_asgi(app, leave, recorder)
    assert messages(recorder)[2:] == ["http.response.start", "http.response.body", "return"]


def test_wsgi_server_offers_a_file_wrapper_and_closes_what_it_got():
    closed = []

    class Parts(list):
        def close(self):
            closed.append(True)

    def app(environ, start_response):
        assert environ["wsgi.file_wrapper"]
        start_response("200 OK", [("X", "1")])
        return Parts([b"one", b"two"])

    recorder = new_recorder("server")
    run_wsgi(app, Request("/"), recorder)
    assert messages(recorder) == ["environ", "start_response", "body", "body", "close", "return"]
    assert closed == [True]


def test_header_that_comes_twice_is_joined_in_the_environ():
    environ = Request("/", headers=(("X-Tag", "a"), ("X-Tag", "b"), ("Host", "x"))).environ()
    assert (environ["HTTP_X_TAG"], environ["HTTP_HOST"]) == ("a,b", "x")


def test_path_outside_of_ascii_is_percent_encoded_in_raw_path():
    scope = Request("/caf%C3%A9/é?q=1").scope()
    assert (scope["path"], scope["raw_path"]) == ("/café/é", b"/caf%C3%A9/%C3%A9")
    assert Request("/é").environ()["PATH_INFO"].encode("latin-1").decode() == "/é"


def test_loops_are_as_they_were_after_a_run():
    before = asyncio.BaseEventLoop.run_in_executor
    run_asgi(application, one_get, new_recorder())
    assert asyncio.BaseEventLoop.run_in_executor is before
    assert asyncio.run(sync_to_async(work)(3)) == 3
