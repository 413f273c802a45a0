"""Reports and the board as lines of text, for a terminal of any width, with or without colour.

Colour is never the only sign. `paint(style, text)` puts the colour in; the styles are good, bad,
dim and strong.
"""

import textwrap
from collections.abc import Callable, Iterable

from gateway_labs.lab import board as boards
from gateway_labs.lab.board import Board, Row, file_to_open
from gateway_labs.lab.format import Lab
from gateway_labs.lab.report import NOT_STARTED, PASS, Report, TaskReport
from gateway_labs.strings import text
from gateway_labs.trace.reprs import cut

Paint = Callable[[str, str], str]
LABEL = 12
OUTPUT_LINES = 8
EVENTS = 14
LONGEST_VALUE = 60
SIGNS = {boards.SOLVED: "✓", boards.UNSOLVED: "✗", boards.CHANGED: "~", boards.NOT_STARTED: "·"}
STYLES = {boards.SOLVED: "good", boards.UNSOLVED: "bad"}


def plain(style: str, content: str) -> str:
    """Paint without colour."""
    return content


def render_report(
    lab: Lab, report: Report, folder: str, *, width: int = 100, paint: Paint = plain
) -> str:
    """The first failing task, or that all pass. `folder` is how the learner names the lab."""
    task = report.first_failing
    if task is None:
        done = text("report.passed", n=f"{lab.number:02}", count=len(report.tasks))
        seconds = text("report.seconds", seconds=f"{report.seconds:.1f}")
        return paint("good", f"✓ {done}") + paint("dim", f" · {seconds}")
    return "\n".join(_failure(lab, report, task, folder, width, paint))


def _failure(
    lab: Lab, report: Report, task: TaskReport, folder: str, width: int, paint: Paint
) -> Iterable[str]:
    head = text("report.failed", lab=f"{lab.number:02}", n=task.n, last=len(lab.tasks))
    yield paint("bad", f"✗ {head}") + f" · {paint('strong', task.title)}"
    fields = [("did", task.did), ("expected", task.expected), ("got", task.got)]
    fields += [("events", f"{who}\0{line}") for who, line in event_lines(task.events)]
    fields += [("likely", task.diagnosis or ""), ("next", _next(lab, task, folder))]
    for key, content in fields:
        if content:
            yield from _field(key, content, width, paint)
    if task.traceback:
        yield ""
        yield paint("dim", textwrap.indent(_with_folder(task.traceback, folder), "  "))
    if task.output.strip():
        yield ""
        yield paint("dim", f"  {text('report.output')}")
        yield paint("dim", textwrap.indent(_last_lines(task.output), "  │ "))
    others = [other for other in report.tasks if other.n != task.n]
    if others:
        yield ""
        yield paint("dim", f"  {_others(others)}")


def _field(key: str, content: str, width: int, paint: Paint) -> Iterable[str]:
    label = text(f"report.{key}")
    if key == "events":
        who, _, content = content.partition("\0")
        label = f"{label} {who}"
    indent = " " * (LABEL + 2)
    lines: list[str] = []
    for part in content.splitlines():
        lines += _wrap(part, max(30, width - LABEL - 2)) or [""]
    style = {"got": "bad", "likely": "strong"}.get(key, "")
    for index, line in enumerate(lines):
        start = f"  {label:<{LABEL - 1}} " if index == 0 else indent
        yield start + (paint(style, line) if style else line)


def _wrap(content: str, width: int) -> list[str]:
    # Not at hyphens: a path or a page's anchor is to be copied whole.
    return textwrap.wrap(content, width, break_long_words=False, break_on_hyphens=False)


def _next(lab: Lab, task: TaskReport, folder: str) -> str:
    parts = [f"{folder}/{task.where}"] if task.where else []
    parts.append(text("report.hint", n=lab.number))
    parts += [f"docs/{page}" for page in lab.task(task.n).docs[:1]]
    return " · ".join(parts)


def _with_folder(traceback: str, folder: str) -> str:
    return traceback.replace('File "', f'File "{folder}/')


def _last_lines(output: str) -> str:
    lines = [line[:200] for line in output.strip().splitlines()]
    cut = [text("report.lines_before", count=len(lines) - OUTPUT_LINES)]
    return "\n".join(lines if len(lines) <= OUTPUT_LINES else cut + lines[-OUTPUT_LINES:])


def _others(tasks: list[TaskReport]) -> str:
    signs = {PASS: "✓", NOT_STARTED: "·"}
    return "   ".join(
        f"{signs.get(task.status, '✗')} {text('report.task', n=task.n)}" for task in tasks
    )


def event_lines(events: Iterable[dict]) -> list[tuple[str, str]]:
    """For each actor, in order of appearance, its events as "connect → accept → (nothing)"."""
    lines: dict[str, list[dict]] = {}
    for event in events:
        lines.setdefault(event["who"], []).append(event)
    return [(who, _event_line(own)) for who, own in lines.items()]


def _event_line(events: list[dict]) -> str:
    words = [_event_word(event) for event in events[:EVENTS]]
    if len(events) > EVENTS:
        words.append(text("report.more_events", count=len(events) - EVENTS))
    elif events[-1].get("direction") == "in":
        words.append(text("report.nothing"))
    return " → ".join(words)


# What of a message says most; the rest is left to --json.
_TELLING = ("request", "text", "bytes", "body", "code", "status", "error", "value")


def _event_word(event: dict) -> str:
    kind = event["kind"].removeprefix("websocket.").removeprefix("http.")
    told = [event[key] for key in _TELLING if event.get(key) not in (None, "None", "b''")]
    return " ".join([kind, *(cut(str(value), LONGEST_VALUE) for value in told[:1])])


def render_board(board: Board, *, paint: Paint = plain) -> str:
    """Every lab on a line, and what to do next."""
    count = text("board.title", solved=board.solved, count=len(board.rows))
    lines = [paint("strong", count), ""]
    widest = max(len(row.lab.title) for row in board.rows)
    lines += [_row(row, widest, paint) for row in board.rows]
    return "\n".join([*lines, "", *_advice(board, paint)])


def _row(row: Row, widest: int, paint: Paint) -> str:
    sign = SIGNS[row.state]
    style = STYLES.get(row.state, "dim")
    name = f"{row.lab.number:02}  {row.lab.title:<{widest}}"
    return f"  {paint(style, sign)} {name}  {paint(style, row.where)}"


def _advice(board: Board, paint: Paint) -> Iterable[str]:
    row = board.next
    if row is None:
        yield paint("good", text("board.all_solved"))
        return
    if board.untouched:
        yield text("board.untouched")
        yield text("board.red_is_expected")
        yield ""
    key = "board.open_first" if row.state == boards.NOT_STARTED else "board.go_on"
    place = file_to_open(board.course, row)
    yield text(
        key, file=paint("strong", place), n=row.lab.number, page=f"labs/{row.lab.id}/README.md"
    )
