"""What is known of a check while it runs, and its report where a task does not end.

The terminal's parent process and the browser's worker both hear the same messages of a check, and
make the same report of an overrun from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway_labs.lab.format import Lab, Task
from gateway_labs.lab.place import task_place
from gateway_labs.lab.report import (
    ERROR,
    NOT_STARTED,
    TIMEOUT,
    Report,
    TaskReport,
    summarise,
    task_from_json,
)
from gateway_labs.lab.tree import Tree
from gateway_labs.strings import text


@dataclass
class Running:
    """The reports so far, the task that runs, and what its test did last.

    `left_out` has the reports of tasks that this check does not run, by number.
    """

    lab: Lab
    tree: Tree
    left_out: Mapping[int, TaskReport] = field(default_factory=dict)
    reports: dict[int, TaskReport] = field(default_factory=dict)
    task: Task | None = None
    step: dict[str, str] = field(default_factory=dict)
    events: list[dict] = field(default_factory=list)

    def hear(self, message: dict) -> None:
        """Take in a message of the check: started, begin, step, event or finished."""
        match message:
            case {"type": "started", "task": n}:
                self.task = self.lab.task(n)
                self.step, self.events = {}, []
            case {"type": "begin"}:
                self.step, self.events = {}, []
            case {"type": "step"}:
                self.step = {"did": message["did"], "expected": message["expected"]}
            case {"type": "event"}:
                self.events.append(message["event"])
            case {"type": "finished", "task": task}:
                self.reports[task["n"]] = task_from_json(task)
                self.task = None

    def overrun(self, seconds: float, line: str | None, output: str = "") -> Report:
        """The report if the running task never ends. `line` is where the learner's program is."""
        limit = (self.task or self._broken()).limit
        key = "check.time_limit_at" if line else "check.time_limit"
        return self.ended(seconds, TIMEOUT, text(key, limit=limit, where=line), line, output)

    def died(self, seconds: float, how: str, line: str | None, output: str = "") -> Report:
        """The report if the interpreter ended; `how` says in words how it did."""
        return self.ended(seconds, ERROR, text("check.died", how=how), line, output)

    def ended(self, seconds: float, status: str, got: str, line: str | None, output: str) -> Report:
        """The report where one task did not end, and those after it could not run."""
        broken = self._broken()
        task = TaskReport(
            n=broken.n,
            title=broken.title,
            status=status,
            did=self.step.get("did", ""),
            expected=self.step.get("expected", ""),
            got=got,
            events=tuple(self.events),
            where=line or task_place(self.lab, broken, self.tree),
            output=output,
        )
        known = {**self.reports, **self.left_out, broken.n: task}
        missing = [task for task in self.lab.tasks if task.n not in known]
        reports = [*known.values(), *(self._not_run(task, broken) for task in missing)]
        return summarise(self.lab.id, seconds, reports)

    def _broken(self) -> Task:
        """The task that did not end: the one that runs, or else the next, or the last."""
        known = self.reports.keys() | self.left_out.keys()
        missing = [task for task in self.lab.tasks if task.n not in known]
        return self.task or (missing[0] if missing else self.lab.tasks[-1])

    def _not_run(self, task: Task, broken: Task) -> TaskReport:
        got = text("check.not_run", n=broken.n)
        where = task_place(self.lab, task, self.tree)
        return TaskReport(task.n, task.title, NOT_STARTED, got=got, where=where)
