"""What a learner reads, word for word."""

from dataclasses import replace

import pytest

from gateway_labs.lab.render import event_lines, render_report
from gateway_labs.lab.report import (
    FAIL,
    NOT_STARTED,
    PASS,
    TaskReport,
    from_json,
    summarise,
)

FAILED = TaskReport(
    2,
    "Echoes",
    FAIL,
    did='A sent {"message": "hi"}',
    expected='A receives {"message": "hi"}',
    got="nothing within 2 s; the application is still running",
    events=(
        {"who": "A", "kind": "websocket.connect", "direction": "in"},
        {"who": "A", "kind": "websocket.accept", "direction": "out"},
        {"who": "A", "kind": "websocket.receive", "direction": "in", "text": "'hi'"},
    ),
    diagnosis="receive() never calls send()",
    where="app.py:9",
    traceback='Traceback (most recent call last):\n  File "app.py", line 9, in run\nTypeError: x',
    output="one\n" * 20,
)


def render(lab, *tasks, **options):
    return render_report(lab, summarise(lab.id, 0.31, list(tasks)), "work/01_first", **options)


def test_the_first_failing_task_is_shown_whole(course):
    passed = TaskReport(1, "Accepts", PASS)
    assert render(course.labs[0], passed, FAILED).splitlines() == [
        "✗ Lab 01 · task 2 of 2 · Echoes",
        '  We did      A sent {"message": "hi"}',
        '  Expected    A receives {"message": "hi"}',
        "  Got         nothing within 2 s; the application is still running",
        "  Events A    connect → accept → receive 'hi' → (nothing)",
        "  Likely      receive() never calls send()",
        "  Next        work/01_first/app.py:9 · labs hint 1",
        "",
        "  Traceback (most recent call last):",
        '    File "work/01_first/app.py", line 9, in run',
        "  TypeError: x",
        "",
        "  Your program printed",
        "  │ … (12 lines before)",
        *["  │ one"] * 8,
        "",
        "  ✓ task 1",
    ]


def test_a_pass_is_one_line(course):
    tasks = [TaskReport(1, "a", PASS), TaskReport(2, "b", PASS)]
    assert render(course.labs[0], *tasks) == "✓ Lab 01 · all 2 tasks pass · 0.3 s"


def test_what_is_not_known_is_left_out(course):
    lines = render(
        course.labs[0],
        TaskReport(1, "Accepts", FAIL, got="no"),
        TaskReport(2, "Echoes", NOT_STARTED),
    ).splitlines()
    assert lines == [
        "✗ Lab 01 · task 1 of 2 · Accepts",
        "  Got         no",
        "  Next        labs hint 1 · docs/guide/asgi.md#websocket",
        "",
        "  · task 2",
    ]


def test_long_texts_wrap_under_themselves(course):
    lines = render(course.labs[0], replace(FAILED, got="word " * 30), width=60).splitlines()
    got = [line for line in lines if "word" in line]
    assert got[0].startswith("  Got         word")
    assert all(line.startswith(" " * 14 + "word") for line in got[1:])
    assert max(map(len, got)) <= 60


def test_each_client_has_a_line_of_its_own():
    events = [
        {"who": "A", "kind": "websocket.connect", "direction": "in"},
        {"who": "B", "kind": "websocket.connect", "direction": "in"},
        {"who": "A", "kind": "raise", "direction": "out", "error": "TypeError: x"},
    ]
    assert event_lines(events) == [
        ("A", "connect → raise TypeError: x"),
        ("B", "connect → (nothing)"),
    ]


@pytest.mark.parametrize(("size", "shown"), [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_what_of_an_event_is_left_out_is_told_by_an_ellipsis(size, shown):
    event = {"who": "A", "kind": "websocket.send", "direction": "out", "text": "x" * size}
    assert event_lines([event]) == [("A", f"send {shown}")]


def test_a_report_survives_json():
    report = summarise("01_first", 1.0, [FAILED, TaskReport(1, "a", PASS)])
    again = from_json(report.to_json())
    assert again == report
    assert (again.status, [task.n for task in again.tasks]) == (FAIL, [1, 2])
