"""A lab's test_lab.py as pytest items, one for each task.

The file is never imported here. Its items ask `gateway_labs.lab.process` for the report of the
learner's work: one check for each lab, in an interpreter of its own.
"""

import ast
import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab import progress, workspace
from gateway_labs.lab.board import read_board
from gateway_labs.lab.format import Course, Lab, load_course
from gateway_labs.lab.process import Checker
from gateway_labs.lab.pytest_plugin import SESSION
from gateway_labs.lab.render import Paint, render_board, render_report
from gateway_labs.lab.report import NOT_STARTED, Report, TaskReport, summarise
from gateway_labs.lab.session import check_work
from gateway_labs.lab.tree import Tree
from gateway_labs.strings import text


class LabFile(pytest.File):
    """A lab's test_lab.py: its tasks, and those of its tests that the command line names."""

    def collect(self) -> Iterator[pytest.Item]:
        lab = session_of(self.config).lab(self.path.parent)
        if lab is None:
            return
        named = {name for path, name in _arguments(self.config) if path == self.path}
        for test, n in tests_of(self.path):
            if test in named:
                yield TaskItem.from_parent(self, name=test, lab=lab, n=n, test=test)
        for task in lab.tasks:
            yield TaskItem.from_parent(self, name=f"task_{task.n}", lab=lab, n=task.n)

    def repr_failure(self, excinfo) -> str:
        """A course that is not right is one clear text; pytest then ends with exit code 2."""
        if isinstance(excinfo.value, CourseError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))


class TaskItem(pytest.Item):
    """One task of a lab, or one of its tests."""

    def __init__(self, *, lab: Lab, n: int, test: str | None = None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.lab, self.n, self.test = lab, n, test

    def runtest(self) -> None:
        task = session_of(self.config).task(self)
        if not task.passed:
            raise TaskFailed(task)

    def repr_failure(self, excinfo, style=None) -> str:
        error = excinfo.value
        if isinstance(error, TaskFailed):
            return session_of(self.config).render_task(self.lab, error.task)
        if isinstance(error, CourseError):
            return str(error)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.lab.id} · task {self.n} · {self.lab.task(self.n).title}"


class TaskFailed(Exception):
    """Carries the report of a task that did not pass."""

    def __init__(self, task: TaskReport) -> None:
        super().__init__(task.got)
        self.task = task


def session_of(config: pytest.Config) -> "LabSession":
    """The labs' part of this pytest run, made when the first lab is collected."""
    if SESSION not in config.stash:
        config.stash[SESSION] = LabSession(config)
        config.add_cleanup(config.stash[SESSION].close)
    return config.stash[SESSION]


class LabSession:
    """The checks of one pytest run: the report of each lab, and the interpreter that makes them."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.checker = Checker(standby=True)
        # It starts while the labs are still being collected.
        self.checker.warm()
        self.courses: dict[Path, Course | None] = {}
        self.reports: dict[str, Report] = {}
        self._ahead: ChecksAhead | None = None

    def begin(self, items: list[pytest.Item]) -> None:
        """Start the checks of the labs that these items will ask for, where there are several."""
        if self.config.option.collectonly:
            return
        trees: dict[Lab, Tree] = {}
        for item in {item.lab.id: item for item in items if isinstance(item, TaskItem)}.values():
            # What is wrong with a learner's folder is for the lab's own item to say.
            with contextlib.suppress(CourseError):
                if not item.test and self._is_begun(item):
                    trees[item.lab] = workspace.learner_tree(self.course, item.lab)
        if len(trees) > 1:
            self._ahead = ChecksAhead(trees, self.checker)

    def _is_begun(self, item: TaskItem) -> bool:
        if not workspace.is_there(self.course, item.lab):
            return False
        return self._is_named(item) or not workspace.is_untouched(self.course, item.lab)

    def _is_named(self, item: TaskItem) -> bool:
        named = [path for path, _ in _arguments(self.config)]
        return item.path in named or item.path.parent in named

    def close(self) -> None:
        if self._ahead is not None:
            self._ahead.close()
        self.checker.close()

    @property
    def course(self) -> Course:
        return next(course for course in self.courses.values() if course)

    def lab(self, folder: Path) -> Lab | None:
        """The lab in `folder`. A course that is not right is a `CourseError`, once; then None."""
        root = folder.parent.parent
        if root not in self.courses:
            self.courses[root] = None
            self.courses[root] = load_course(root)
        course = self.courses[root]
        return course.find(folder.name) if course else None

    def task(self, item: TaskItem) -> TaskReport:
        """The report of the item's task; a lab is checked when its first item asks."""
        if item.test:
            report = self._check_test(item)
        elif item.lab.id in self.reports:
            report = self.reports[item.lab.id]
        else:
            report = self.reports[item.lab.id] = self._check_lab(item)
        return next(task for task in report.tasks if task.n == item.n)

    def _check_test(self, item: TaskItem) -> Report:
        workspace.ensure(self.course, item.lab)
        tree = workspace.learner_tree(self.course, item.lab)
        report = self.checker.check(item.lab, tree, test=item.test)
        self.reports.setdefault(item.lab.id, report)
        return report

    def _check_lab(self, item: TaskItem) -> Report:
        """Check the learner's work. Of the labs not begun, only one that is named is checked."""
        lab = item.lab
        if self._ahead is not None and (checked := self._ahead.take(lab)):
            tree, report = checked
            progress.record(self.course, lab, report, tree)
            return report
        if self._is_named(item):
            return check_work(self.course, lab, self.checker)
        if all(report.passed for report in self.reports.values()):
            # The lab that is next: its files are written, so that the board can name one.
            workspace.ensure(self.course, lab)
        if workspace.is_untouched(self.course, lab):
            return not_started(lab)
        return check_work(self.course, lab, self.checker)

    def render_task(self, lab: Lab, task: TaskReport) -> str:
        if task.status == NOT_STARTED:
            return task.got
        folder = workspace.shown(self.course, workspace.folder_of(self.course, lab))
        return render_report(lab, summarise(lab.id, 0, [task]), folder)

    def summary(self, width: int, paint: Paint) -> Iterator[str]:
        """The first failing task of the first lab that fails, and the board."""
        for lab in self.course.labs:
            report = self.reports.get(lab.id)
            if report and not report.passed and report.status != NOT_STARTED:
                folder = workspace.shown(self.course, workspace.folder_of(self.course, lab))
                yield render_report(lab, report, folder, width=width, paint=paint)
                yield ""
                break
        try:
            yield render_board(read_board(self.course), paint=paint)
        except CourseError as error:
            yield str(error)


class ChecksAhead:
    """Checks that run two at a time, each in an interpreter of its own, before they are asked for.

    Much of a check can be waiting for a server of its own. The later labs have those, so they
    begin first.
    """

    def __init__(self, trees: dict[Lab, Tree], checker: Checker) -> None:
        self._checkers = [checker, Checker(standby=True)]
        self._free: SimpleQueue[Checker] = SimpleQueue()
        for one in self._checkers:
            one.warm()
            self._free.put(one)
        self._pool = ThreadPoolExecutor(len(self._checkers))
        self._waiting = {
            lab.id: (tree, self._pool.submit(self._check, lab, tree))
            for lab, tree in reversed(trees.items())
        }

    def _check(self, lab: Lab, tree: Tree) -> Report:
        checker = self._free.get()
        try:
            return checker.check(lab, tree)
        finally:
            self._free.put(checker)

    def take(self, lab: Lab) -> tuple[Tree, Report] | None:
        """The tree that was checked and its report; None for a lab that was not begun."""
        if lab.id not in self._waiting:
            return None
        tree, future = self._waiting[lab.id]
        return tree, future.result()

    def close(self) -> None:
        """End what still runs."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for checker in self._checkers:
            checker.close()
        self._pool.shutdown(wait=True)


def not_started(lab: Lab) -> Report:
    """The report of a lab that the learner has not begun."""
    got = text("report.not_started", n=lab.number)
    tasks = [TaskReport(task.n, task.title, NOT_STARTED, got=got) for task in lab.tasks]
    return summarise(lab.id, 0.0, tasks)


def tests_of(path: Path) -> list[tuple[str, int]]:
    """The name and the task number of each test in a test_lab.py, without importing it."""
    return [
        (node.name, ast.literal_eval(mark.args[0]))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.task"
    ]


def _arguments(config: pytest.Config) -> list[tuple[Path, str]]:
    """What the command line names: each path, and what stands after "::"."""
    split = [argument.partition("::") for argument in config.args]
    directory = config.invocation_params.dir
    return [((directory / path).resolve(), name) for path, _, name in split]
