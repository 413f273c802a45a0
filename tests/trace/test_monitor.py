"""What the monitor tells of frames: the same on Python 3.11 and on newer ones."""

import asyncio
import contextlib
import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway_labs.trace.monitor import Monitor

Steps = list[tuple]


def watch(run, *, lines: bool = False) -> Steps:
    """(kind, function) of each event of this file's code while `run()` runs; its own left out."""
    steps = []

    def hear(kind, frame, value):
        name = frame.f_code.co_name
        if name in ("<lambda>", "watch", "__exit__"):
            return
        step = (kind, name)
        if kind == "line":
            step = (kind, name, frame.f_lineno - frame.f_code.co_firstlineno)
        elif isinstance(value, BaseException):
            step = (kind, name, type(value).__name__)
        steps.append(step)

    monitor = Monitor(lambda name: name == __file__, hear, lines=lines)
    with monitor, contextlib.suppress(Exception):
        run()
    return steps


def add(a, b):
    total = a + b
    return total


def fail():
    raise KeyError("x")


def catch():
    try:
        fail()
    except KeyError:
        return 1


def clean_up():
    try:
        fail()
    finally:
        add(1, 2)


def numbers():
    yield 1
    yield 2


def guarded():
    try:
        yield 1
    finally:
        add(1, 2)


def use_up():
    for _ in numbers():
        pass


def test_call_lines_and_return():
    assert watch(lambda: add(1, 2), lines=True) == [
        ("call", "add"),
        ("line", "add", 1),
        ("line", "add", 2),
        ("return", "add"),
    ]


def test_no_lines_unless_asked_for():
    assert watch(lambda: add(1, 2)) == [("call", "add"), ("return", "add")]


def test_exception_is_raised_in_each_frame_that_it_goes_through():
    assert watch(catch) == [
        ("call", "catch"),
        ("call", "fail"),
        ("raise", "fail", "KeyError"),
        ("return", "fail", "KeyError"),
        ("raise", "catch", "KeyError"),
        ("return", "catch"),
    ]


def test_frame_that_cleans_up_is_left_with_the_exception():
    assert watch(clean_up) == [
        ("call", "clean_up"),
        ("call", "fail"),
        ("raise", "fail", "KeyError"),
        ("return", "fail", "KeyError"),
        ("raise", "clean_up", "KeyError"),
        ("call", "add"),
        ("return", "add"),
        ("return", "clean_up", "KeyError"),
    ]


def test_generator_pauses_at_each_yield():
    steps = [step for step in watch(use_up) if step[1] == "numbers"]
    pause, resume = ("pause", "numbers"), ("resume", "numbers")
    assert steps == [("call", "numbers"), pause, resume, pause, resume, ("return", "numbers")]


def test_closed_generator_is_left_with_generator_exit():
    def close():
        generator = guarded()
        next(generator)
        generator.close()

    assert [step for step in watch(close) if step[1] == "guarded"] == [
        ("call", "guarded"),
        ("pause", "guarded"),
        ("resume", "guarded"),
        ("raise", "guarded", "GeneratorExit"),
        ("return", "guarded", "GeneratorExit"),
    ]


async def nap():
    await asyncio.sleep(0)


async def outer():
    await nap()
    return 1


def test_each_frame_of_an_await_pauses_and_resumes():
    assert watch(lambda: asyncio.run(outer())) == [
        ("call", "outer"),
        ("call", "nap"),
        ("pause", "nap"),
        ("pause", "outer"),
        ("resume", "outer"),
        ("resume", "nap"),
        ("return", "nap"),
        ("return", "outer"),
    ]


async def wait_for_ever():
    try:
        await asyncio.Event().wait()
    finally:
        add(1, 2)


async def cancel_it():
    task = asyncio.ensure_future(wait_for_ever())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_cancelled_coroutine_resumes_raises_and_is_left_with_the_cancellation():
    steps = watch(lambda: asyncio.run(cancel_it()))
    assert [step for step in steps if step[1] == "wait_for_ever"] == [
        ("call", "wait_for_ever"),
        ("pause", "wait_for_ever"),
        ("resume", "wait_for_ever"),
        ("raise", "wait_for_ever", "CancelledError"),
        ("return", "wait_for_ever", "CancelledError"),
    ]


async def cancel_before_it_begins():
    task = asyncio.ensure_future(nap())
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_coroutine_that_is_cancelled_before_it_begins_was_never_called():
    steps = watch(lambda: asyncio.run(cancel_before_it_begins()))
    assert ("call", "nap") not in steps


class Closing:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        await nap()


async def cancelled_in_a_block():
    async with Closing():
        await asyncio.Event().wait()


async def cancel_the_block():
    task = asyncio.ensure_future(cancelled_in_a_block())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def test_async_block_is_left_with_the_exception_that_it_was_closed_for():
    steps = watch(lambda: asyncio.run(cancel_the_block()))
    assert [step for step in steps if step[1] == "cancelled_in_a_block"][-1] == (
        "return",
        "cancelled_in_a_block",
        "CancelledError",
    )


async def parts():
    for number in (1, 2):
        await asyncio.sleep(0)
        yield number


async def read_parts():
    async for _ in parts():
        pass


def test_async_generator_pauses_at_awaits_and_at_yields():
    steps = [step[0] for step in watch(lambda: asyncio.run(read_parts())) if step[1] == "parts"]
    assert steps == ["call"] + ["pause", "resume"] * 4 + ["return"]


async def group():
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wait_for_ever())
            await asyncio.sleep(0)
            fail()
    except* KeyError:
        pass


def test_exception_group_of_a_task_group():
    steps = watch(lambda: asyncio.run(group()))
    own = [step for step in steps if step[1] == "group" and step[0] in ("raise", "return")]
    assert own == [
        ("raise", "group", "KeyError"),
        ("raise", "group", "ExceptionGroup"),
        ("return", "group"),
    ]
    assert ("return", "wait_for_ever", "CancelledError") in steps


def test_thread_that_starts_in_the_block_is_followed():
    def start():
        thread = threading.Thread(target=add, args=(1, 2))
        thread.start()
        thread.join()

    assert ("call", "add") in watch(start)


def test_executor_thread_that_was_there_before_is_followed():
    with ThreadPoolExecutor(1) as executor:
        executor.submit(add, 1, 2).result()
        for _ in range(2):
            steps = watch(lambda: executor.submit(add, 1, 2).result())
            assert steps == [("call", "add"), ("return", "add")]
        # and is left alone afterwards
        assert executor.submit(sys.gettrace).result() is None


def trace_state():
    """All that a monitor sets in the interpreter."""
    from concurrent.futures.thread import _WorkItem

    state = [sys.gettrace(), threading.gettrace(), _WorkItem.run]
    if hasattr(sys, "monitoring"):
        tools = range(6)
        names = [sys.monitoring.get_tool(tool) for tool in tools]
        used = [tool for tool in tools if names[tool]]
        state += [names, [sys.monitoring.get_events(tool) for tool in used]]
    return state


def test_nothing_is_left_behind():
    before = trace_state()
    watch(catch, lines=True)
    assert trace_state() == before


def test_nothing_is_left_behind_after_an_exception():
    before = trace_state()
    with pytest.raises(KeyError), Monitor(lambda name: True, lambda *event: None):
        fail()
    assert trace_state() == before
    gc.collect()
    assert watch(lambda: add(1, 2)) == [("call", "add"), ("return", "add")]


def test_nothing_is_set_before_the_block():
    before = trace_state()
    Monitor(lambda name: True, lambda *event: None)
    assert trace_state() == before


def test_second_monitor_is_refused_and_the_first_goes_on():
    steps = []
    with Monitor(lambda name: name == __file__, lambda *event: steps.append(event)):
        with pytest.raises(RuntimeError, match="only one run"), Monitor(lambda name: True, print):
            pass
        steps.clear()
        add(1, 2)
    assert [event[0] for event in steps if event[1].f_code is add.__code__].count("call") == 1


def test_code_that_is_not_wanted_is_not_heard():
    heard = []
    with Monitor(lambda name: name == "other.py", lambda *event: heard.append(event)):
        catch()
    assert heard == []


def test_code_that_the_listener_runs_is_not_heard():
    names = []

    def hear(kind, frame, value):
        names.append(frame.f_code.co_name)
        catch()

    with Monitor(lambda name: name == __file__, hear, lines=False):
        add(1, 2)
    assert "catch" not in names


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="sys.monitoring is of Python 3.12")
def test_takes_the_other_free_tool_where_one_is_in_use():
    sys.monitoring.use_tool_id(4, "someone")
    try:
        assert watch(lambda: add(1, 2)) == [("call", "add"), ("return", "add")]
    finally:
        sys.monitoring.free_tool_id(4)
