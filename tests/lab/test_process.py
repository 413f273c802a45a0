"""Whatever the learner's code does, that lab alone reports it, in its limit, and nothing is left.

Each case runs with a fork of a warmed process, where the system can fork, and without.
"""

import os
import subprocess
import time
import uuid

import pytest

from gateway_labs.lab.process import CAN_FORK, Checker
from gateway_labs.lab.tree import end_tree, start_tree

MODES = [
    pytest.param(True, id="fork", marks=pytest.mark.skipif(not CAN_FORK, reason="no fork here")),
    pytest.param(False, id="no fork"),
]


@pytest.fixture(scope="module", params=MODES)
def checker(request):
    with Checker(fork=request.param, preload="base") as made:
        yield made


@pytest.fixture
def check(checker, course):
    """Check one file as the learner's app.py, and give the report."""
    lab = course.find("1")
    return lambda source: checker.check(lab, {"app.py": source.encode()})


RAISING = "async def application(scope, receive, send):\n    1 / 0\n"


def test_solution_passes_and_starter_fails_by_assertion(checker, course):
    lab = course.find("2")
    assert checker.check(lab, end_tree(course, lab)).passed
    report = checker.check(lab, start_tree(course, lab))
    assert [task.status for task in report.tasks] == ["fail", "fail"]
    first = report.first_failing
    assert first.did == "opened a WebSocket"
    assert first.got == "nothing; the application returned"
    assert first.where == "app.py:4"
    assert [event["kind"] for event in first.events] == ["websocket.connect", "return"]


def test_only_the_named_test_runs(checker, course):
    lab = course.find("1")
    report = checker.check(lab, end_tree(course, lab), test="test_echoes")
    assert [(task.n, task.status) for task in report.tasks] == [(2, "pass")]


@pytest.mark.parametrize(
    ("source", "status", "got", "where"),
    [
        ("def (:", "error", "SyntaxError: invalid syntax (app.py, line 1)", "app.py:1"),
        ("import chanels", "error", "ModuleNotFoundError: No module named 'chanels'", "app.py:1"),
        ("x = 1\n\x00", "error", "SyntaxError: source code string cannot contain null bytes", None),
        ("def app(): pass", "fail", "app.py has nothing named application", "app.py"),
        ("import sys\nsys.exit(3)", "error", "SystemExit", "app.py:2"),
        ("raise KeyboardInterrupt", "error", "KeyboardInterrupt", "app.py:1"),
        (RAISING, "error", "ZeroDivisionError: division by zero", "app.py:2"),
        ("while True: pass", "timeout", "no end within the task's limit of 2 s", "app.py:1"),
        ("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()", "timeout",
         "no end within the task's limit of 2 s; it was at app.py:4", "app.py:4"),
        ("import os\nos._exit(7)", "error", "the interpreter ended (exit code 7)", "app.py"),
        ("import ctypes\nctypes.string_at(0)", "error", "the interpreter ended", "app.py:2"),
    ],
)  # fmt: skip
def test_bad_code_ends_in_a_report(check, source, status, got, where):
    task = check(source).first_failing
    assert (task.n, task.status) == (1, status)
    assert task.got.startswith(got)
    if where:
        assert task.where == where


def test_an_endless_loop_in_the_application_tells_what_was_done(check):
    source = "async def application(scope, receive, send):\n    while True:\n        pass\n"
    report = check(source)
    task = report.first_failing
    assert (task.status, task.did) == ("timeout", "opened a WebSocket")
    assert [other.status for other in report.tasks] == ["timeout", "not_started"]
    assert report.tasks[1].got == "not run, since task 1 did not end"


def test_a_task_that_swallows_its_cancellation_is_ended(check):
    source = (
        "import asyncio\nasync def application(scope, receive, send):\n    while True:\n"
        "        try:\n            await asyncio.sleep(60)\n"
        "        except BaseException:\n            pass\n"
    )
    assert check(source).status == "timeout"


def test_the_traceback_has_the_learners_frames_only(check):
    task = check(RAISING).first_failing
    assert task.traceback.count('File "') == 1
    assert 'File "app.py", line 2, in application' in task.traceback


def test_output_by_the_megabyte_is_cut(check):
    source = (
        "import os\nfor n in range(50):\n    print('x' * 10**6)\n    os.write(1, b'y' * 10**6)\n"
        + RAISING
    )
    task = check(source).first_failing
    assert task.got == "ZeroDivisionError: division by zero"
    assert len(task.output) < 10_000
    assert "characters left out" in task.output


def test_what_it_does_to_the_interpreter_is_gone_for_the_next_check(checker, course, check):
    broken = (
        "import os, sys\nsys.path.clear()\nos.environ.clear()\nos.chdir('/')\nsys.stdout = None\n"
        + RAISING
    )
    assert check(broken).first_failing.got == "ZeroDivisionError: division by zero"
    lab = course.find("1")
    assert checker.check(lab, end_tree(course, lab)).passed


def test_a_thread_that_is_left_does_not_hold_the_check(check):
    source = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n"
        + RAISING
    )
    assert check(source).first_failing.got == "ZeroDivisionError: division by zero"


@pytest.mark.skipif(os.name != "posix", reason="asks ps which processes there are")
@pytest.mark.parametrize("ending", [RAISING, "while True: pass", "import os\nos._exit(1)"])
def test_no_process_is_left_running(check, ending):
    name = uuid.uuid4().hex
    source = (
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', "
        f"'import time; time.sleep(600)', '{name}'])\n{ending}"
    )
    assert not check(source).passed
    end = time.monotonic() + 30
    while name in processes() and time.monotonic() < end:
        time.sleep(0.05)  # it is killed, and the system may need a moment to let it go
    assert name not in processes()


def processes() -> str:
    return subprocess.run(["ps", "axww"], capture_output=True, text=True, check=True).stdout


def test_a_file_with_a_close_name_is_named(checker, course):
    report = checker.check(course.find("1"), {"apps.py": b"application = None"})
    task = report.first_failing
    assert task.got == "the file app.py is not there"
    assert task.diagnosis == "the file is named apps.py; rename it to app.py"


def test_an_empty_tree_is_a_missing_file(checker, course):
    assert checker.check(course.find("1"), {}).first_failing.got == "the file app.py is not there"


def test_a_fault_of_the_check_is_not_blamed_on_the_learner(checker, course):
    lab = course.find("1")
    lab.test_file.write_text(
        "import pytest\n@pytest.mark.task(1)\ndef test_a():\n    {}['x']\n"
        "@pytest.mark.task(2)\ndef test_b():\n    pass\n"
    )
    report = checker.check(lab, end_tree(course, lab))
    assert report.tasks[0].got.startswith("the check itself failed, which is a fault of the course")
    assert report.tasks[1].passed


def test_a_test_file_that_does_not_load_is_said(checker, course):
    lab = course.find("1")
    lab.test_file.write_text("import nothing_of_that_name\n")
    task = checker.check(lab, end_tree(course, lab)).first_failing
    assert task.status == "error"
    assert "nothing_of_that_name" in task.got


def test_the_next_interpreter_can_stand_by(course):
    lab = course.find("1")
    with Checker(fork=False, preload="base", standby=True) as checker:
        for _ in range(2):
            assert checker.check(lab, end_tree(course, lab)).passed
        waiting = checker._worker.process
        assert waiting.poll() is None
    assert waiting.poll() is not None


def test_closing_twice_is_no_error():
    checker = Checker(fork=False)
    checker.warm()
    checker.close()
    checker.close()
    assert checker._worker is None
