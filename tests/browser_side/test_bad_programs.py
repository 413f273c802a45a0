"""Whatever a program does in a browser's worker ends in a report, and the next check is whole."""

import sys

import pytest

from gateway_labs.browser.watcher import Watch

RAISING = "async def application(scope, receive, send):\n    1 / 0\n"
STUCK = "everything waits for something that can no longer happen; it waits at ws_app.py:"
LOCKED = "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n"
GOOD = """
async def application(scope, receive, send):
    await receive()
    if scope["path"] != "/ws/":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        kept = {key: event[key] for key in ("text", "bytes") if event.get(key) is not None}
        await send({"type": "websocket.send", **kept})
"""


@pytest.mark.parametrize(
    ("source", "status", "got", "where"),
    [
        ("def (:", "error", "SyntaxError: invalid syntax (ws_app.py, line 1)", "ws_app.py:1"),
        ("import chanels", "error", "ModuleNotFoundError: No module named", "ws_app.py:1"),
        ("x = 1\n\x00", "error", "SyntaxError: source code string cannot", "ws_app.py"),
        ("def app(): pass", "fail", "ws_app.py has nothing named application", "ws_app.py"),
        ("import sys\nsys.exit(3)", "error", "SystemExit", "ws_app.py:2"),
        ("raise KeyboardInterrupt", "error", "KeyboardInterrupt", "ws_app.py:1"),
        (RAISING, "error", "ZeroDivisionError: division by zero", "ws_app.py:2"),
        ("def f():\n    f()\nf()", "error", "RecursionError", None),
        ("input()", "error", "EOFError", "ws_app.py:1"),
        (LOCKED, "timeout", f"{STUCK}4", "ws_app.py:4"),
        ("import queue\nqueue.Queue().get()", "timeout", f"{STUCK}2", "ws_app.py:2"),
        (
            "import threading\nthreading.Thread(target=print).start()",
            "error",
            "RuntimeError: a browser has no threads",
            "ws_app.py:2",
        ),
        (
            "import subprocess\nsubprocess.run(['ls'])",
            "error",
            "OSError: a browser starts no processes",
            "ws_app.py:2",
        ),
        (
            "import os\nos.system('ls')",
            "error",
            "OSError: a browser starts no processes",
            "ws_app.py:2",
        ),
        (
            "import socket\nsocket.create_connection(('127.0.0.1', 1))",
            "error",
            "OSError: a browser opens no sockets",
            "ws_app.py:2",
        ),
    ],
)
def test_it_ends_in_a_report(check_source, source, status, got, where):
    task = check_source(source)["tasks"][0]
    assert task["status"] == status, task
    assert task["got"].startswith(got)
    assert where in (None, task["where"])


@pytest.mark.parametrize(
    "broken",
    [
        "import os, sys\nsys.path.clear()\nos.environ.clear()\nos.chdir('/')\nsys.stdout = None",
        "import json, time\njson.dumps = json.loads = time.sleep = time.monotonic = None",
        "import asyncio, builtins\nasyncio.sleep = builtins.print = None",
        "import logging, warnings\nlogging.disable()\nwarnings.simplefilter('error')",
        "import sys\nsys.modules.clear()",
        "from channels.generic.websocket import WebsocketConsumer\nWebsocketConsumer.send = None",
        "from django.conf import settings\nsettings.configure(DEBUG=True)\nimport django\n"
        "django.setup()",
        "import sys\nsys.setrecursionlimit(200)\nsys.settrace(lambda *a: None)",
    ],
)
def test_what_it_does_to_the_interpreter_is_gone_for_the_next_check(check_source, broken):
    assert check_source(f"{broken}\n{RAISING}")["status"] != "pass"
    assert check_source(GOOD)["status"] == "pass"


def test_output_by_the_megabyte_is_cut(check_source):
    task = check_source(f"for n in range(20):\n    print('x' * 10**6)\n{RAISING}")["tasks"][0]
    assert task["got"] == "ZeroDivisionError: division by zero"
    assert "characters left out" in task["output"]
    assert len(task["output"]) < 10_000


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="Python 3.12 and newer know the line")
@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("while True: pass", {1}),
        ("async def application(scope, receive, send):\n    while True:\n        pass\n", {2, 3}),
        (
            "import asyncio\nasync def application(scope, receive, send):\n    while True:\n"
            "        try:\n            await asyncio.sleep(60)\n"
            "        except BaseException:\n            pass\n",
            {3, 4, 5, 6, 7},
        ),
        (
            "def f(n):\n    return f(n - 1) if n else 0\nfor _ in iter(int, 1):\n    f(9)\n",
            {1, 2, 3, 4},
        ),
    ],
)
def test_an_endless_program_tells_its_line_before_its_limit(
    fresh_interpreter, source_job, source, lines
):
    message = fresh_interpreter.check_until(source_job(source, 0.3), "overrun")
    first, *others = message["report"]["tasks"]
    assert first["status"] == "timeout"
    assert first["where"] in {f"ws_app.py:{line}" for line in lines}
    assert first["got"] == f"no end within the task's limit of 0.3 s; it was at {first['where']}"
    assert {task["got"] for task in others} == {"not run, since task 1 did not end"}


def test_each_task_says_what_its_report_is_if_it_never_ends(interpreter, check_source):
    check_source(GOOD)
    started = [message for message in interpreter.posted if message["type"] == "started"]
    assert [message["task"] for message in started] == [1, 2, 3, 4, 5]
    third = started[2]
    assert third["limit"] == 8
    assert third["digests"].keys() == {"tree", "lab"}
    statuses = [task["status"] for task in third["overrun"]["tasks"]]
    assert statuses == ["pass", "pass", "timeout", "not_started", "not_started"]
    assert third["overrun"]["tasks"][2]["got"] == "no end within the task's limit of 8 s"


def test_the_watch_leaves_nothing_behind(tmp_path):
    hooks = list(sys.path_hooks)
    with Watch(tmp_path, print).over_imports():
        assert sys.path_hooks != hooks
    assert sys.path_hooks == hooks
