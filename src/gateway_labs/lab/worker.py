"""The interpreter that a check runs in: it reads jobs from stdin and answers with lines of JSON.

    python -m gateway_labs.lab.worker {once|fork} {base|django}

"once" checks one job in this very interpreter and ends. "fork" warms up, then forks a child for
each job, where the system can. The second word says what to import before the first job.

A job: {"lab": folder, "tree": {path: base64}, "root": folder, "dump": file, "test": name or null}
An answer is one of

    {"type": "ready"}                     everything is imported
    {"type": "running", "pid": 12}        the process group that the job runs in
    {"type": "started", "task": 1}
    {"type": "begin" | "step" | "event", ...}   what the running test does, as it happens
    {"type": "finished", "task": {...}}
    {"type": "done", "report": {...}}
    {"type": "ended", "status": 0}        the forked child's exit code, negative for a signal

stdout is for answers alone: what the learner's program writes there goes to stderr.
"""

import base64
import faulthandler
import gc
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gateway_labs.lab.preload import BASE, DJANGO
from gateway_labs.trace.streams import end_group, take_streams

PRELOAD = {"base": BASE, "django": BASE + DJANGO}


def main(arguments: list[str]) -> None:
    mode, preload = arguments
    answers, jobs = take_streams()
    for module in PRELOAD[preload]:
        importlib.import_module(module)
    if mode == "fork":
        _warm_pytest()
    # What is imported stays: no collection, here or in a fork, needs to look at it again.
    gc.freeze()

    def answer(kind: str, /, **content: object) -> None:
        answers.write(json.dumps({"type": kind, **content}) + "\n")
        answers.flush()

    answer("ready")
    for line in jobs:
        job = json.loads(line)
        if mode == "fork":
            _fork(job, answer)
        else:
            _run(job, answer)
            # Threads that the learner's program left must not hold the interpreter.
            os._exit(0)


def _warm_pytest() -> None:
    """Let pytest import its own parts, as it does at its first run: one over an empty folder."""
    from gateway_labs.lab.check import run_pytest
    from gateway_labs.lab.output import BoundedOutput

    with tempfile.TemporaryDirectory() as empty, BoundedOutput():
        run_pytest(Path(empty), Path(empty))


def _fork(job: dict, answer: Callable) -> None:
    child = os.fork()
    if child == 0:
        # A group of its own: the parent ends it as a whole.
        os.setsid()
        answer("running", pid=os.getpid())
        try:
            _run(job, answer)
        finally:
            os._exit(0)
    # The group is ended before its leader is reaped, so its number can't be another's yet.
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    end_group(child)
    _, status = os.waitpid(child, 0)
    answer("ended", status=os.waitstatus_to_exitcode(status))


def _run(job: dict, answer: Callable) -> None:
    from gateway_labs.lab.check import check
    from gateway_labs.lab.format import Task, load_lab

    # Line by line: the dump must be whole when the interpreter dies.
    dump = open(job["dump"], "w", encoding="utf-8", buffering=1)  # noqa: SIM115
    faulthandler.enable(dump)

    def started(task: Task) -> None:
        answer("started", task=task.n)
        # C code with a thread of its own: it ends the interpreter even when the GIL is held.
        faulthandler.dump_traceback_later(task.limit, exit=True, file=dump)

    def finished(report) -> None:
        faulthandler.cancel_dump_traceback_later()
        answer("finished", task=report.to_json())

    report = check(
        load_lab(Path(job["lab"])),
        {path: base64.b64decode(content) for path, content in job["tree"].items()},
        Path(job["root"]),
        test=job["test"],
        started=started,
        finished=finished,
        observe=answer,
    )
    answer("done", report=report.to_json())


if __name__ == "__main__":
    main(sys.argv[1:])
