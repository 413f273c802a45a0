"""The interpreter that checks and sessions use, one after another: each finds it fresh."""

import contextlib
import importlib
import json
import shutil
import sys
import tempfile
from asyncio import events
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway_labs.browser import threads
from gateway_labs.browser.clock import Clock
from gateway_labs.browser.fresh import Fresh
from gateway_labs.browser.world import WORLD
from gateway_labs.errors import CourseError
from gateway_labs.lab.format import Lab, load_lab
from gateway_labs.lab.preload import BASE, DJANGO
from gateway_labs.lab.tree import Tree
from gateway_labs.strings import text

STAND_INS = Path(__file__).with_name("stand_ins")
MODULES = (*BASE, "gateway_labs.lab.check", *DJANGO)


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
        """Let pytest import its own parts, as it does at a first run: one over an empty folder."""
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
