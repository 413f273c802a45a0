"""One check in this interpreter, after others and before others: fresh state, limit, report."""

import contextvars
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gateway_labs.browser.clock import Clock, real_monotonic
from gateway_labs.browser.watcher import Watch
from gateway_labs.browser.workshop import Job, Workshop, no_running_loop
from gateway_labs.lab.format import Lab, Task
from gateway_labs.lab.progress import lab_digest, tree_digest
from gateway_labs.lab.report import NOT_STARTED, Report, TaskReport
from gateway_labs.lab.unfinished import Running
from gateway_labs.strings import text

Post = Callable[[dict], None]
Digests = dict[str, str]


def check_job(workshop: Workshop, job: Job, post: Post) -> tuple[Report, Digests]:
    """The report on `job`, and the digests that stand beside it in progress.json."""
    with no_running_loop():
        return contextvars.Context().run(_check, workshop, job, post)


def _check(workshop: Workshop, job: Job, post: Post) -> tuple[Report, Digests]:
    from gateway_labs.lab.check import check

    lab = workshop.enter(job, Clock())
    digests = {"tree": tree_digest(job.tree), "lab": lab_digest(lab)}
    left_out = local_tasks(lab)
    follower = Follower(Running(lab, job.tree, left_out), digests, workshop.root, post)
    try:
        with follower.watch.over_imports():
            report = check(
                lab,
                job.tree,
                workshop.root,
                test=job.test,
                left_out=left_out,
                started=follower.started,
                finished=follower.finished,
                observe=follower.observe,
            )
    except BaseException as error:
        # The learner's program broke what the check itself stands on.
        workshop.tidy()
        return follower.died(error), digests
    follower.watch.end()
    tasks = sorted([*report.tasks, *left_out.values()], key=lambda task: task.n)
    return replace(report, tasks=tuple(tasks)), digests


class Follower:
    """Tells the page what a check does, and what its report is if the running task never ends."""

    def __init__(self, running: Running, digests: Digests, root: Path, post: Post) -> None:
        self.running, self.digests, self.post = running, digests, post
        self.watch = Watch(root, self._overrun)
        self.begun = real_monotonic()

    def started(self, task: Task) -> None:
        self.running.hear({"type": "started", "task": task.n})
        message = {"type": "started", "task": task.n, "limit": task.limit}
        overrun = self._report(None).to_json()
        self.post({**message, "overrun": overrun, "digests": self.digests})
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

    def died(self, error: BaseException) -> Report:
        """The report where the check could not go on."""
        from gateway_labs.lab.tasks import describe

        self.watch.end()
        return self.running.died(real_monotonic() - self.begun, describe(error), None)

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
