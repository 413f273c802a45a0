"""The check: one function from a lab and a tree of files to a report, in this interpreter.

It knows nothing of processes, limits or forks (`gateway_labs.lab.process` has those), so that the
same function runs where there are none. An interpreter checks one lab: Django's settings and app
registry are one to a process.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gateway_labs.lab.format import Lab, Task
from gateway_labs.lab.output import BoundedOutput
from gateway_labs.lab.report import ERROR, NOT_STARTED, Report, TaskReport, summarise
from gateway_labs.lab.tree import Tree, write_tree
from gateway_labs.strings import text

if TYPE_CHECKING:
    from gateway_labs.lab.tasks import TaskRunner

Started = Callable[[Task], None]
Finished = Callable[[TaskReport], None]


# Parts of pytest that a lab's tests have no use for; each costs time at the start of every check.
# faulthandler is ours to set: it is the watchdog of a task's limit.
UNUSED_PLUGINS = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "subtests",
)


def check(
    lab: Lab,
    tree: Tree,
    root: Path,
    *,
    test: str | None = None,
    left_out: Collection[int] = (),
    started: Started = lambda task: None,
    finished: Finished = lambda report: None,
    observe: Callable[..., None] = lambda kind, **content: None,
) -> Report:
    """Check `tree` against the lab's test_lab.py, in the empty folder `root`.

    `started` is called as each task begins and `finished` with its report as it ends. `observe`
    hears of each step and event as it happens. `test` names the only test to run; the tasks in
    `left_out` are not run, and no report is made of them. Seconds are wall time.
    """
    from gateway_labs.lab.tasks import TaskRunner

    begun = time.perf_counter()
    write_tree(tree, root)
    runner = TaskRunner(lab, tree, root, test, left_out, started, finished, observe)
    with learners_interpreter(lab, root), BoundedOutput() as output:
        runner.output = output
        code = run_pytest(lab.folder, lab.test_file, runner)
    missing = [
        _without_result(task, runner, code)
        for task in lab.tasks
        if task.n in runner.wanted and task.n not in runner.reports
    ]
    for report in missing:
        finished(report)
    reports = [*runner.reports.values(), *missing]
    return summarise(lab.id, time.perf_counter() - begun, reports)


def _without_result(task: Task, runner: "TaskRunner", code: object) -> TaskReport:
    if runner.interrupted:
        got = text("check.not_run", n=runner.interrupted)
        return TaskReport(task.n, task.title, NOT_STARTED, got=got)
    error = runner.collection_error or f"pytest ended with {code!r}"
    return TaskReport(task.n, task.title, ERROR, got=text("check.no_result", error=error))


def run_pytest(rootdir: Path, tests: Path, *plugins: object) -> object:
    """Run pytest on `tests` with no settings but ours; gives its exit code."""
    import pytest

    # Plugins that happen to be installed have no part in a check.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-c", str(Path(__file__).with_name("check.ini")), "--rootdir", str(rootdir)]
    options += ["--confcutdir", str(rootdir), "-p", "pytest_asyncio.plugin"]
    for name in UNUSED_PLUGINS:
        options += ["-p", f"no:{name}"]
    # Our own BoundedOutput stands where pytest's capture would keep every megabyte.
    quiet = ["-s", "-q", "--tb=no", "--no-header", "--no-summary", "--color=no"]
    return pytest.main([*options, *quiet, str(tests)], plugins=list(plugins))


@contextlib.contextmanager
def learners_interpreter(lab: Lab, root: Path) -> Iterator[None]:
    """Stand in the learner's folder, with it first on sys.path; put everything back at the end."""
    before = (os.getcwd(), list(sys.path), dict(os.environ))
    modules = set(sys.modules)
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    if lab.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = lab.settings
    try:
        yield
    finally:
        os.chdir(before[0])
        sys.path[:] = before[1]
        os.environ.clear()
        os.environ.update(before[2])
        for name in set(sys.modules) - modules:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(root)):
                del sys.modules[name]
