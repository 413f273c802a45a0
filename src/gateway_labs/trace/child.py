"""The interpreter that runs an application for `labs trace`: one job, then it ends.

    python -P -m gateway_labs.trace.child

It reads one `Job` as a line of JSON from stdin. Its answers are lines of JSON:

    {"type": "started", "interface": "asgi"}      the application is found; its run begins
    {"type": "message", "entry": {...}, "actors": [...]}    each message, as it happens
    {"type": "refused", "key": "no_module", "values": {...}}   the target is no application
    {"type": "end", "kind": "...", "error": ..., "traceback": ..., "where": ..., "trace": ...}

The kinds of end: complete, raised, unanswered, hangs, waits (in receive), importing (it hangs
there), import_raised. stdout is for answers alone: what the program writes there goes to stderr.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from gateway_labs.trace.event import Event
from gateway_labs.trace.job import Job, job_from_json
from gateway_labs.trace.places import Place, is_receiving, places
from gateway_labs.trace.program import ProgramRecorder, Run
from gateway_labs.trace.recorder import shown_path
from gateway_labs.trace.reprs import describe_error
from gateway_labs.trace.scenario import MAIN_THREAD
from gateway_labs.trace.streams import take_streams
from gateway_labs.trace.target import (
    ASGI,
    TargetError,
    files_of,
    interface_of,
    load,
    parse_target,
    single_callable,
)
from gateway_labs.trace.trace import trace_json

_OWN_PACKAGE = str(Path(__file__).resolve().parent)


class Child:
    """One job. `answer` writes a line; `end` the last one, from whichever thread is first."""

    def __init__(self, job: Job, answers: TextIO) -> None:
        self.job, self.answers = job, answers
        self.folder = Path(job.folder).resolve()
        self.running: Run | None = None
        self._lock = threading.RLock()

    def answer(self, kind: str, /, **content: object) -> None:
        with self._lock:
            self.answers.write(json.dumps({"type": kind, **content}) + "\n")
            self.answers.flush()

    def finish(self, kind: str, /, **content: object) -> None:
        """The last answer. Threads that the program left must not hold the interpreter."""
        self._lock.acquire()
        self.answer(kind, **content)
        sys.stderr.flush()
        os._exit(0)

    def work(self) -> None:
        try:
            application, interface = self._find()
            recorder = self._recorder(interface)
        except TargetError as error:
            self.finish("refused", key=error.key, values=error.values)
        except BaseException as error:
            self.finish("end", kind="import_raised", **self._told(error), where=None, trace=None)
        self.running = Run(self.job, interface, application, recorder)
        self.answer("started", interface=interface)
        watchdog = self._watch(self.cut_short)
        try:
            self.running.run()
        except BaseException as error:
            recorder.error = recorder.error or error
        watchdog.cancel()
        self._end()

    def _find(self) -> tuple[Callable, str]:
        sys.path.insert(0, str(self.folder))
        if self.job.settings:
            os.environ["DJANGO_SETTINGS_MODULE"] = self.job.settings
        target = parse_target(self.job.target)
        watchdog = self._watch(self.cut_import_short)
        application = load(target)
        watchdog.cancel()
        interface = self.job.interface or interface_of(application)
        if self.job.websocket and interface != ASGI:
            raise TargetError("no_websocket")
        return (single_callable(application) if interface == ASGI else application), interface

    def _recorder(self, interface: str) -> ProgramRecorder:
        files = [files_of(name, self.folder) for name in self.job.lines]
        if self.job.handlers:
            files += [Path(sys.modules[parse_target(self.job.target).module].__file__).resolve()]
            if "django.core.handlers" in sys.modules:
                files += [files_of("django.core.handlers", self.folder)]
        return ProgramRecorder(
            self.folder, tuple(files), main_thread=MAIN_THREAD[interface], heard=self._heard
        )

    def _heard(self, event: Event) -> None:
        actors = self.running.recorder.actors
        entry = {"kind": "message", "thread": actors.thread(), "task": actors.task()}
        entry |= {"who": event.who, "direction": event.direction, "type": event.kind}
        entry["content"] = event.content
        self.answer("message", entry=entry, actors=[asdict(actor) for actor in actors.all])

    def _watch(self, cut: Callable[[], None]) -> threading.Timer:
        timer = threading.Timer(self.job.limit, cut)
        timer.daemon = True
        timer.start()
        return timer

    def _end(self) -> None:
        error = self.running.recorder.error
        kind = "raised" if error else "complete" if self.running.complete else "unanswered"
        told = self._told(error) if error else {"error": None, "traceback": None}
        self.finish("end", kind=kind, **told, where=None, trace=self._trace())

    def cut_short(self) -> None:
        """The limit is over: say what was recorded, and where the program stands."""
        run = self.running
        run.recorder.stopped = True
        own = places(run.recorder.own)
        waits = own[0].receiving if own else is_receiving()
        self.finish(
            "end",
            kind="waits" if waits else "hangs",
            error=None,
            traceback=None,
            where=self._shown(own),
            trace=self._trace(),
        )

    def cut_import_short(self) -> None:
        own = places(lambda name: Path(name).is_relative_to(self.folder))
        where = self._shown(own)
        self.finish("end", kind="importing", error=None, traceback=None, where=where, trace=None)

    def _shown(self, own: list[Place]) -> str | None:
        if not own:
            return None
        return f"{shown_path(own[0].file, self.folder)}:{own[0].line} ({own[0].name})"

    def _told(self, error: BaseException) -> dict:
        """The exception, and its traceback without the frames that are ours."""
        formatted = traceback.TracebackException.from_exception(error, compact=True)
        mine = [f for f in formatted.stack if not f.filename.startswith((_OWN_PACKAGE, "<frozen"))]
        formatted.stack = traceback.StackSummary.from_list(mine)
        return {"error": describe_error(error), "traceback": "".join(formatted.format()).strip()}

    def _trace(self) -> dict:
        django = sys.modules.get("django")
        return trace_json(
            self.running.recorder,
            scenario=self.job.target,
            gateway=self.running.interface,
            title=self.job.title,
            django=django.__version__ if django else "",
        )


def main() -> None:
    answers, jobs = take_streams()
    Child(job_from_json(json.loads(jobs.readline())), answers).work()


if __name__ == "__main__":
    main()
