"""Checks in an interpreter of their own, with a limit for each task.

The layer around `gateway_labs.lab.check`: an endless loop, a deadlock, os._exit(), an interpreter
that dies: each ends in a report for that lab, and nothing is left running. A fork of a warmed
process is the fast way; where the system can't fork, a fresh interpreter for each check.
"""

import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from gateway_labs.lab.format import Lab
from gateway_labs.lab.frames import dumped_line
from gateway_labs.lab.report import Report, from_json
from gateway_labs.lab.tree import Tree
from gateway_labs.lab.unfinished import Running
from gateway_labs.strings import text
from gateway_labs.trace.streams import end_group

# macOS has fork, but its frameworks do not survive one.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
START_LIMIT = 60.0
"""Seconds for the interpreter to start, and for a lab's own test file to load."""
GRACE = 2.0
"""Seconds that the worker's own watchdog has before it is ended from outside."""
KEPT_OUTPUT = 4000


class Checker:
    """Checks labs, each in a new interpreter. Close it, or use it in a `with` block.

    `fork`: keep one warmed process and fork it for each check. `standby`: without fork, start the
    next interpreter ahead, for a check that may come.
    """

    def __init__(self, *, fork: bool = CAN_FORK, preload: str = "django", standby: bool = False):
        self.fork, self.preload, self.standby = fork, preload, standby
        self._worker: Worker | None = None

    def __enter__(self) -> "Checker":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()

    def warm(self) -> None:
        """Start the interpreter of the next check now."""
        if self._worker is None:
            self._worker = Worker("fork" if self.fork else "once", self.preload)

    def close(self) -> None:
        """End the interpreter that waits, if there is one."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def check(self, lab: Lab, tree: Tree, *, test: str | None = None) -> Report:
        """The report on `tree`; `test` names the only test to run."""
        self.warm()
        worker = self._worker
        assert worker is not None
        keep = False
        with tempfile.TemporaryDirectory(
            prefix=f"labs-{lab.id}-", ignore_cleanup_errors=True
        ) as at:
            # Windows and macOS name the folder in more than one way; tracebacks name one.
            folder = Path(at).resolve()
            job = Job(lab, tree, folder, test)
            try:
                report = job.follow(worker)
                keep = self.fork and worker.alive
            finally:
                if not keep:
                    self._worker = None
                    worker.end()
        if self.standby:
            self.warm()
        return report


class Job:
    """One check as its parent sees it: what is sent, what comes back, and what its end means."""

    def __init__(self, lab: Lab, tree: Tree, folder: Path, test: str | None) -> None:
        self.lab, self.tree, self.test = lab, tree, test
        self.root, self.dump = folder / "work", folder / "dump.txt"
        self.root.mkdir()
        self.running = Running(lab, tree)
        self.pid: int | None = None
        self.overran = False

    def follow(self, worker: "Worker") -> Report:
        """Send the job and read its answers until it ends, one way or another."""
        begun = time.monotonic()
        worker.send(
            {
                "lab": str(self.lab.folder),
                "tree": {path: base64.b64encode(data).decode() for path, data in self.tree.items()},
                "root": str(self.root),
                "dump": str(self.dump),
                "test": self.test,
            }
        )
        report, status = self._read(worker)
        if report is not None and status == 0:
            return report
        return self._unfinished(time.monotonic() - begun, status, worker.output())

    def _read(self, worker: "Worker") -> tuple[Report | None, int | None]:
        """The report, if one came, and the exit code of the interpreter; None if it was killed."""
        report = None
        while True:
            task = self.running.task
            answer = worker.next((task.limit if task else START_LIMIT) + GRACE)
            match answer:
                case {"type": "running", "pid": pid}:
                    self.pid = pid
                case {"type": "done"}:
                    report = from_json(answer["report"])
                    if not worker.forks:
                        return report, 0
                case {"type": "ended", "status": status}:
                    return report, status
                case {"type": "gone", "status": status}:
                    return report, status
                case {"type": "silent"}:
                    self.overran = True
                    worker.end_job(self.pid)
                    if not worker.forks:
                        return None, None
                case _:
                    self.running.hear(answer)

    def _unfinished(self, seconds: float, status: int | None, output: str) -> Report:
        """The report where a task did not end, or the interpreter did."""
        dump = self.dump.read_text(encoding="utf-8", errors="replace") if self.dump.exists() else ""
        line = dumped_line(dump, self.root)
        if self.overran or dump.startswith("Timeout"):
            return self.running.overrun(seconds, line, output)
        return self.running.died(seconds, _how(status), line, output)


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        with contextlib.suppress(ValueError):
            return text("check.died_signal", name=signal.Signals(-status).name)
    return text("check.died_code", code=status)


class Worker:
    """A `gateway_labs.lab.worker` process; its answers come through a queue."""

    def __init__(self, mode: str, preload: str) -> None:
        self.forks = mode == "fork"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway_labs.lab.worker", mode, preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUTF8": "1"},
            # A group of its own: Ctrl+C in the terminal is ours to handle, and its end is whole.
            start_new_session=True,
        )
        self._answers: queue.Queue[dict] = queue.Queue()
        self._output = b""
        self._reaping = threading.Lock()
        self._threads = [
            threading.Thread(target=target, daemon=True)
            for target in (self._read_answers, self._read_output)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def send(self, job: dict) -> None:
        self._output = b""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(job).encode() + b"\n")
            self.process.stdin.flush()

    def next(self, limit: float) -> dict:
        """The next answer; {"type": "silent"} if none comes within `limit` seconds."""
        try:
            return self._answers.get(timeout=limit)
        except queue.Empty:
            return {"type": "silent"}

    def output(self) -> str:
        """The end of what was written to stdout or stderr without going through Python."""
        return self._output.decode("utf-8", "replace")

    def end_job(self, pid: int | None) -> None:
        """End the process group of the running job."""
        if self.forks and pid:
            end_group(pid)
        else:
            self.end()

    def end(self) -> None:
        """End the process and everything that it started, and wait until it has gone."""
        self._reap(kill=True)
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        for thread in self._threads:
            thread.join(5)

    def _reap(self, *, kill: bool) -> int:
        """Wait for the process, then end its group; gives its exit code. With `kill`, end it first.

        Until the process is reaped its number, and so its group's, can't be another's.
        """
        if kill:
            self._end_group()
        elif hasattr(os, "waitid"):
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
        else:
            # Its streams are closed, so it is about to end by itself (macOS before Python 3.13).
            time.sleep(GRACE / 10)
        with self._reaping:
            self._end_group()
            return self.process.wait()

    def _end_group(self) -> None:
        if self.process.returncode is not None:
            return
        if os.name == "posix":
            end_group(self.process.pid)
        else:
            end = ["taskkill", "/F", "/T", "/PID", str(self.process.pid)]
            subprocess.run(end, capture_output=True, check=False)

    def _read_answers(self) -> None:
        with self.process.stdout as stream:
            for line in stream:
                with contextlib.suppress(ValueError):
                    self._answers.put(json.loads(line))
        self._answers.put({"type": "gone", "status": self._reap(kill=False)})

    def _read_output(self) -> None:
        with self.process.stderr as stream:
            while chunk := stream.read1(65536):
                self._output = (self._output + chunk)[-KEPT_OUTPUT:]
