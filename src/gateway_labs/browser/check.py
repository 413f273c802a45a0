"""One check in this interpreter, after others and before others: fresh state, limit, report."""

import contextlib
import contextvars
import importlib
import json
import shutil
import sys
import tempfile
from asyncio import events
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from gateway_labs.browser import threads
from gateway_labs.browser.clock import Clock, real_monotonic
from gateway_labs.browser.fresh import Fresh
from gateway_labs.browser.threads import WORLD
from gateway_labs.browser.watcher import Watch
from gateway_labs.errors import CourseError
from gateway_labs.lab.format import Lab, Task, load_lab
from gateway_labs.lab.progress import lab_digest, tree_digest
from gateway_labs.lab.report import NOT_STARTED, Report, TaskReport
from gateway_labs.lab.tree import Tree
from gateway_labs.lab.unfinished import Running
from gateway_labs.strings import text

Post = Callable[[dict], None]

STAND_INS = Path(__file__).with_name("stand_ins")
# In the order in which they need each other. What a lab imports besides is imported in each check.
MODULES = (
    "pytest",
    "pytest_asyncio.plugin",
    "gateway_labs.lab.check",
    "gateway_labs.lab.tasks",
    "gateway_labs.lab.testing",
    "django.core.asgi",
    "django.core.wsgi",
    "django.core.handlers.asgi",
    "django.core.handlers.wsgi",
    "django.urls",
    "django.http",
    "django.template",
    "channels.routing",
    "channels.generic.websocket",
    "channels.layers",
)


@dataclass(frozen=True)
class Job:
    """What the page asks for. `course` has files of labs/, `tree` the learner's."""

    lab: str
    course: dict[str, str]
    tree: Tree
    test: str | None = None

    @classmethod
    def parse(cls, job: str) -> "Job":
        data = json.loads(job)
        tree = {path: content.encode() for path, content in data["tree"].items()}
        return cls(data["lab"], data["course"], tree, data.get("test"))


class Workshop:
    """The interpreter's place of work: folders for the course and the learner's tree."""

    def __init__(self) -> None:
        # Resolved, as tracebacks name it.
        self.base = Path(tempfile.mkdtemp(prefix="labs-")).resolve()
        self.root = self.base / "work"
        threads.install()
        sys.path.insert(0, str(STAND_INS))
        for module in MODULES:
            importlib.import_module(module)
        self._warm_pytest()
        self.fresh = Fresh()
        self._is_fresh = True

    def _warm_pytest(self) -> None:
        """Let pytest import its own parts, as it does at its first run: one over an empty folder."""
        from gateway_labs.lab.check import run_pytest
        from gateway_labs.lab.output import BoundedOutput

        empty = self.base / "empty"
        empty.mkdir()
        with BoundedOutput(), no_running_loop():
            run_pytest(empty, empty)

    def tidy(self) -> None:
        """Undo what the last check or session did. It may be called ahead of the next one."""
        if not self._is_fresh:
            WORLD.begin(Clock())
            self.fresh.restore()
            self._is_fresh = True

    def enter(self, job: Job, clock: Clock) -> Lab:
        """Make everything fresh for `job`; gives its lab."""
        self.tidy()
        self._is_fresh = False
        WORLD.begin(clock)
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        for path, content in job.course.items():
            _write_if_new(self.base / "course" / path, content.encode())
        folder = self.base / "course" / "labs" / job.lab
        if not folder.is_dir():
            raise CourseError(job.lab, text("browser.no_lab", lab=job.lab))
        return load_lab(folder)

    def check(self, job: Job, post: Post) -> tuple[Report, dict[str, str]]:
        """The report on `job`, and the digests that stand beside it in progress.json."""
        with no_running_loop():
            return contextvars.Context().run(self._check, job, post)

    def _check(self, job: Job, post: Post) -> tuple[Report, dict[str, str]]:
        from gateway_labs.lab.check import check

        lab = self.enter(job, Clock())
        left_out = local_tasks(lab)
        follower = Follower(Running(lab, job.tree, left_out), self.root, post)
        with follower.watch.over_imports():
            report = check(
                lab,
                job.tree,
                self.root,
                test=job.test,
                left_out=left_out,
                started=follower.started,
                finished=follower.finished,
                observe=follower.observe,
            )
        follower.watch.end()
        tasks = sorted([*report.tasks, *left_out.values()], key=lambda task: task.n)
        digests = {"tree": tree_digest(job.tree), "lab": lab_digest(lab)}
        return replace(report, tasks=tuple(tasks)), digests


class Follower:
    """Tells the page what a check does, and what its report is if the running task never ends."""

    def __init__(self, running: Running, root: Path, post: Post) -> None:
        self.running, self.post = running, post
        self.watch = Watch(root, self._overrun)
        self.begun = real_monotonic()

    def started(self, task: Task) -> None:
        self.running.hear({"type": "started", "task": task.n})
        overrun = self._report(None).to_json()
        self.post({"type": "started", "task": task.n, "limit": task.limit, "overrun": overrun})
        self.watch.begin(task.limit)

    def finished(self, report: TaskReport) -> None:
        self.watch.end()
        message = {"type": "finished", "task": report.to_json()}
        self.running.hear(message)
        self.post(message)

    def observe(self, kind: str, **content: object) -> None:
        message = {"type": kind, **content}
        self.running.hear(message)
        self.post(message)

    def _overrun(self, line: str) -> None:
        self.post({"type": "overrun", "report": self._report(line).to_json()})

    def _report(self, line: str | None) -> Report:
        limit = self.running.task.limit if self.running.task else 0.0
        return self.running.overrun(real_monotonic() - self.begun + limit, line)


def local_tasks(lab: Lab) -> dict[int, TaskReport]:
    """The reports of the tasks that only the learner's own computer can check."""
    got = text("browser.local_task")
    return {
        task.n: TaskReport(task.n, task.title, NOT_STARTED, got=got)
        for task in lab.tasks
        if task.where == "local"
    }


@contextlib.contextmanager
def no_running_loop() -> Iterator[None]:
    """Hide the event loop that called us, as the one of the browser's worker does."""
    before = events._get_running_loop()
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(before)


def _write_if_new(path: Path, content: bytes) -> None:
    """Write a file; one that is there with this content keeps its time, and so pytest's cache."""
    if path.is_file() and path.read_bytes() == content:
        return
    shutil.rmtree(path.parent / "__pycache__", ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
