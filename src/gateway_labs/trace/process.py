"""Run a `Job` in an interpreter of its own, which is ended when the job takes too long.

The child cuts itself short and says what it recorded. Where it can't (its interpreter died, or C
code holds it), what it had told of by then is put together here.
"""

import contextlib
import json
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from gateway_labs.trace.job import Job
from gateway_labs.trace.streams import end_group
from gateway_labs.trace.target import TargetError
from gateway_labs.trace.trace import VERSION

START = 30.0
"""Seconds for an interpreter to start."""
GRACE = 3.0
"""Seconds after the limit in which the child is expected to tell how it went."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended. `kind` is one of `child`'s kinds, or died, with `how` it did.

    `trace` is what was recorded up to there; None if the run did not begin.
    """

    kind: str
    error: str | None = None
    traceback: str | None = None
    where: str | None = None
    trace: dict | None = None
    how: str = ""


@dataclass
class _Told:
    """What the child has said so far."""

    interface: str | None = None
    actors: list[dict] = field(default_factory=list)
    entries: list[dict] = field(default_factory=list)


def run_job(job: Job) -> Outcome:
    """Run it, and leave nothing running. A TargetError if there is no such application."""
    process = subprocess.Popen(
        # -P: the module that is run is ours, whatever lies in the working directory.
        [sys.executable, "-P", "-X", "utf8", "-m", "gateway_labs.trace.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    answers: queue.Queue[dict | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, answers), daemon=True)
    reader.start()
    try:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(job.to_json()).encode() + b"\n")
            process.stdin.close()
        return _follow(job, process, answers)
    finally:
        _end(process)
        reader.join(5)


def _end(process: subprocess.Popen) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        end_group(process.pid)
    process.wait()


def _read(process: subprocess.Popen, answers: queue.Queue) -> None:
    with process.stdout as stream:
        for line in stream:
            with contextlib.suppress(ValueError):
                answers.put(json.loads(line))
    answers.put(None)


def _follow(job: Job, process: subprocess.Popen, answers: queue.Queue) -> Outcome:
    told = _Told()
    deadline = time.monotonic() + START + job.limit
    while True:
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return _cut("hangs", job, told)
        match answer:
            case None:
                return _cut("died", job, told, _how(process.wait()))
            case {"type": "started", "interface": interface}:
                told.interface = interface
                deadline = time.monotonic() + job.limit + GRACE
            case {"type": "message", "entry": entry, "actors": actors}:
                told.entries.append(entry)
                told.actors = actors
            case {"type": "refused", "key": key, "values": values}:
                raise TargetError(key, **values)
            case {"type": "end", "kind": kind, "trace": trace}:
                given = {key: answer[key] for key in ("error", "traceback", "where")}
                return Outcome(kind, trace=trace, **given)


def _cut(kind: str, job: Job, told: _Told, how: str = "") -> Outcome:
    if told.interface is None:
        return Outcome("importing" if kind == "hangs" else kind, how=how)
    trace = {
        "version": VERSION,
        "scenario": job.target,
        "gateway": told.interface,
        "title": job.title,
        "django": "",
        "actors": told.actors,
        "functions": [],
        "events": told.entries,
        "left_out": 0,
        "cut_short": None,
    }
    return Outcome(kind, trace=trace, how=how)


def _how(status: int) -> str:
    """An exit code, or the name of the signal that ended the interpreter."""
    if status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name
    return f"exit code {status}"
