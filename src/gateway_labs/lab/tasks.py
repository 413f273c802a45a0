"""The pytest plugin inside a check: it runs a lab's tests task by task and makes their reports."""

import math
import os
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from pathlib import Path

import pytest

from gateway_labs.lab import record as records
from gateway_labs.lab.diagnosis import diagnose
from gateway_labs.lab.format import Lab, Task
from gateway_labs.lab.frames import learner_line, learner_traceback, waiting_line
from gateway_labs.lab.output import BoundedOutput
from gateway_labs.lab.place import locate, task_place
from gateway_labs.lab.record import CheckFailed, Record, Stuck
from gateway_labs.lab.report import ERROR, FAIL, PASS, TIMEOUT, TaskReport
from gateway_labs.lab.tree import Tree
from gateway_labs.strings import text

ENDS_PYTEST = (KeyboardInterrupt, pytest.exit.Exception)
IMPATIENT = 0.3
"""Seconds to wait for an event once a task has failed: what fails for the same reason ends soon."""


class TaskRunner:
    """Runs the tests in order of their tasks; the first failing test of a task ends that task."""

    output: BoundedOutput

    def __init__(
        self,
        lab: Lab,
        tree: Tree,
        root: Path,
        test: str | None,
        left_out: Collection[int],
        started: Callable[[Task], None],
        finished: Callable[[TaskReport], None],
        observe: Callable[..., None],
    ) -> None:
        self.lab, self.tree, self.root, self.test = lab, tree, root, test
        self.left_out = left_out
        self.started, self.finished, self.observe = started, finished, observe
        self.wanted = {task.n for task in lab.tasks} - {*left_out}
        self.reports: dict[int, TaskReport] = {}
        self.collection_error: str | None = None
        self.record = Record(root)
        self.error: BaseException | None = None
        self.interrupted: int | None = None

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collection_error = str(report.longrepr)[-2000:]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.test:
            items[:] = [item for item in items if item.name.split("[")[0] == self.test]
            self.wanted = {_task_number(item) for item in items} - {*self.left_out}
        items[:] = [item for item in items if _task_number(item) not in self.left_out]
        items.sort(key=_task_number)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for n, items in groupby(session.items, _task_number):
            task = self.lab.task(n)
            self.started(task)
            report = self._run_task(task, list(items))
            self.reports[n] = report
            self.finished(report)
            if isinstance(self.error, ENDS_PYTEST):
                # pytest's own state is broken: the tasks after this one can't run.
                self.interrupted = n
                break
        return True

    def _run_task(self, task: Task, items: list[pytest.Item]) -> TaskReport:
        self.output.take()
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            self.record, self.error = self._record(), None
            records.begin(self.record)
            self.output.listen()
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            except ENDS_PYTEST as error:
                self.error = error
            if self.error is not None:
                return self._failure(task, self.error)
        return TaskReport(task.n, task.title, PASS, output=self._shown(self.output.take()))

    def _record(self) -> Record:
        failed = any(not report.passed for report in self.reports.values())
        return Record(
            self.root,
            self.lab.settings,
            self.lab.edit,
            observe=self.observe,
            patience=IMPATIENT if failed else math.inf,
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo) -> Iterator[None]:
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        return (yield)

    def pytest_warning_recorded(self, warning_message) -> None:
        kind = warning_message.category.__name__
        self.record.warnings.append(f"{kind}: {warning_message.message}")

    def _failure(self, task: Task, error: BaseException) -> TaskReport:
        record = self.record
        # A coroutine that nothing awaited is the cause of the silence that a check then sees.
        likely = (
            diagnose(record.warnings) or getattr(error, "likely", None) or diagnose(causes(error))
        )
        place = getattr(error, "place", None)
        where = (locate(place, self.tree) if place else None) or learner_line(error, self.root)
        if isinstance(error, Stuck):
            where = waiting_line(error, self.root)
        status, got = self._judge(error, where)
        return TaskReport(
            n=task.n,
            title=task.title,
            status=status,
            did=record.did,
            expected=record.expected,
            got=self._shown(got),
            events=tuple(event.to_json() for event in record.events),
            diagnosis=likely,
            where=where or task_place(self.lab, task, self.tree),
            traceback=learner_traceback(error, self.root),
            output=self._shown(self.output.take()),
        )

    def _shown(self, content: str) -> str:
        """`content` with paths as the learner knows them."""
        return content.replace(f"{self.root}{os.sep}", "")

    def _judge(self, error: BaseException, where: str | None) -> tuple[str, str]:
        """The status and what to say under "Got"."""
        if isinstance(error, Stuck):
            key = "check.stuck_at" if where else "check.stuck"
            return TIMEOUT, text(key, where=where)
        if isinstance(error, CheckFailed):
            return FAIL, error.got
        if isinstance(error, SystemExit):
            return ERROR, text("check.exited", error=f"code {error.code!r}")
        if isinstance(error, ENDS_PYTEST):
            return ERROR, text("check.interrupted")
        described = describe(error)
        learners = learner_line(error, self.root) or any(
            error is known for known in self.record.application_errors
        )
        if isinstance(error, AssertionError) and not learners:
            return FAIL, str(error).split("\nassert ")[0] or described
        if not learners:
            return ERROR, text("check.our_fault", error=described)
        return ERROR, described


def describe(error: BaseException) -> str:
    """ "Type: message", as people search for it; the parts of a group one by one."""
    parts = getattr(error, "exceptions", None)
    if parts:
        return "; ".join(describe(part) for part in parts)
    return f"{type(error).__name__}: {error}"[:600]


def causes(error: BaseException | None) -> list[str]:
    """The exception and those that it came from, described: evidence for a diagnosis."""
    lines = []
    while error is not None and len(lines) < 10:
        lines.append(describe(error))
        error = error.__cause__ or error.__context__
    return lines


def _task_number(item: pytest.Item) -> int:
    marker = item.get_closest_marker("task")
    if marker is None or not marker.args:
        raise pytest.UsageError(f"{item.nodeid}: expected @pytest.mark.task(n)")
    return marker.args[0]
