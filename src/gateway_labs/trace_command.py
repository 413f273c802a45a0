"""`labs trace`: what its options ask for, and what is said of how a run ended.

0: recorded · 1: the application raised, hung or gave no answer; what was recorded is shown ·
2: a wrong call.
"""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.strings import text
from gateway_labs.trace.job import Job
from gateway_labs.trace.process import Outcome, run_job
from gateway_labs.trace.report import Paint, render_trace
from gateway_labs.trace.target import TargetError

COMPLETE = "complete"
HTML_WIDTH = 120


@dataclass(frozen=True)
class Wanted:
    """What was typed, and not checked yet. `requests` maps an option's name to (method, path)."""

    target: str
    folder: Path
    requests: dict[str, tuple[str, str]]
    body: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    binary: bool = False
    interface: str | None = None
    settings: str | None = None
    lines: tuple[str, ...] = ()
    limit: float = 10.0
    quiet: float = 0.3
    html: Path | None = None


def wanted(target: str, options: dict) -> Wanted:
    """From the options of the command, by their names."""
    requests = {}
    for name in ("get", "post", "ws"):
        if options[name] is not None:
            requests[name] = ("GET" if name == "ws" else name.upper(), options[name])
    if options["request"]:
        requests["request"] = tuple(options["request"])
    names = ("folder", "body", "headers", "send", "binary", "interface", "settings", "lines")
    own = {name: options[name] for name in (*names, "limit", "quiet", "html")}
    return Wanted(target=target, requests=requests, **own)


def job_of(wanted: Wanted) -> Job:
    """The job; a CourseError if the options do not go together."""
    requests = wanted.requests or {"get": ("GET", "/")}
    if len(requests) > 1:
        raise _wrong(" ".join(f"--{name}" for name in requests), "one_request")
    ((kind, (method, path)),) = requests.items()
    websocket = kind == "ws"
    if wanted.body and websocket:
        raise _wrong("--body", "body_on_ws")
    if (wanted.send or wanted.binary) and not websocket:
        raise _wrong("--send" if wanted.send else "--binary", "send_without_ws")
    if not path.startswith("/"):
        raise _wrong(f"--{kind} {path}", "no_path")
    if not path.isascii():
        raise _wrong(f"--{kind} {path}", "not_quoted")
    send = tuple(_bytes(part) for part in wanted.send)
    if not wanted.binary and not all(_is_text(part) for part in send):
        raise _wrong("--send", "not_text")
    return Job(
        target=wanted.target,
        folder=str(wanted.folder.resolve()),
        settings=wanted.settings,
        interface=wanted.interface,
        method=method.upper(),
        path=path,
        headers=tuple(_header(line) for line in wanted.headers),
        body=tuple(_bytes(part) for part in wanted.body),
        websocket=websocket,
        send=send,
        binary=wanted.binary,
        limit=wanted.limit,
        quiet=wanted.quiet,
        lines=wanted.lines,
        handlers=wanted.html is not None and not wanted.lines,
    )


def _wrong(where: str, key: str) -> CourseError:
    return CourseError(where, text(f"trace.{key}"), text(f"trace.{key}_do"))


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip() or not line.isascii():
        raise _wrong(f"--header {line!r}", "bad_header")
    return name.strip(), value.strip()


def _bytes(part: str) -> str:
    """UTF-8, one character for each byte; @FILE stands for what is in the file."""
    if not part.startswith("@"):
        return part.encode("utf-8", "surrogateescape").decode("latin-1")
    try:
        return Path(part[1:]).read_bytes().decode("latin-1")
    except OSError as error:
        raise CourseError(part[1:], text("error.unreadable", error=error.strerror)) from error


def _is_text(part: str) -> bool:
    try:
        part.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def record(job: Job) -> Outcome:
    """Run it; a CourseError if there is no such application."""
    try:
        return run_job(job)
    except TargetError as error:
        where = job.target if error.key != "no_lines" else f"--lines {error.values['name']}"
        fields = error.values | {"target": job.target, "folder": job.folder}
        raise CourseError(
            where,
            text(f"trace.{error.key}", **fields),
            text(f"trace.{error.key}_do", **fields),
        ) from None


def with_verdict(outcome: Outcome, job: Job) -> dict | None:
    """The trace; it says itself if its run was cut short."""
    if outcome.trace is None:
        return None
    cut = None if outcome.kind == COMPLETE else verdict(outcome, job)
    return outcome.trace | {"cut_short": cut}


def verdict(outcome: Outcome, job: Job) -> str:
    """One sentence about how the run ended."""
    at = text("trace.at", where=outcome.where) if outcome.where else ""
    kind = outcome.kind
    if kind == "unanswered":
        kind = _unanswered(outcome.trace or {"events": []}, job)
    return text(
        f"trace.{kind}", limit=f"{job.limit:g}", at=at, error=outcome.error, how=outcome.how,
        target=job.target,
    )  # fmt: skip


def _unanswered(trace: dict, job: Job) -> str:
    started = {"start_response", "http.response.start"}
    kinds = {event.get("type") for event in trace["events"]}
    if job.websocket:
        return "unanswered_ws"
    return "unanswered_body" if started & kinds else "unanswered"


def show(outcome: Outcome, job: Job, *, width: int, paint: Paint) -> str:
    """The sequence, and below it how the run ended."""
    trace = with_verdict(outcome, job)
    parts = []
    if trace is not None:
        parts.append(render_trace(trace, width=width, say=_say, paint=paint))
    parts.append("\n".join(_ending(outcome, job, paint)))
    return "\n\n".join(parts)


def _say(key: str, **fields: object) -> str:
    return text(f"trace.{key}", **fields)


def _ending(outcome: Outcome, job: Job, paint: Paint) -> list[str]:
    good = outcome.kind == COMPLETE
    lines = [paint("good" if good else "bad", f"{'✓' if good else '✗'} {verdict(outcome, job)}")]
    if outcome.traceback:
        lines += ["", paint("dim", outcome.traceback)]
    return lines


def as_json(outcome: Outcome, job: Job) -> str:
    """The trace as JSON; an object with the verdict alone if the run did not begin."""
    trace = with_verdict(outcome, job)
    return json.dumps(
        trace if trace is not None else {"cut_short": verdict(outcome, job)},
        indent=1,
        ensure_ascii=False,
    )


def write_html(outcome: Outcome, job: Job, path: Path) -> None:
    """One page with the player. A run that did not begin has none."""
    from gateway_labs.web.player import standalone_page

    trace = with_verdict(outcome, job)
    if trace is None:
        return
    told = render_trace(trace, width=HTML_WIDTH, say=_say, paint=lambda style, content: content)
    shown = trace | {"title": f"{job.target} · {trace['title']}"}
    ending = escape(f"{told}\n\n{verdict(outcome, job)}")
    page = standalone_page({trace["gateway"]: shown}, f"<pre>{ending}</pre>")
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CourseError(path, text("trace.not_written", error=error.strerror)) from error
