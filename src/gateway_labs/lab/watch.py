"""Check a lab again at every save."""

from collections.abc import Callable

from gateway_labs.lab import workspace
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.process import Checker
from gateway_labs.lab.report import Report
from gateway_labs.lab.session import check_work

QUIET = 10
"""Milliseconds that files must be quiet: an editor may write a file in several steps."""


def watch_lab(course: Course, lab: Lab, show: Callable[[Report], None]) -> None:
    """Check now and after each change of the learner's files, until Ctrl+C."""
    from watchfiles import watch

    with Checker(standby=True) as checker:
        checker.warm()
        show(check_work(course, lab, checker))
        own = workspace.folder_of(course, lab)

        def is_own(change: object, path: str) -> bool:
            parts = path[len(str(own)) :]
            hidden = "__pycache__" in parts or "/." in parts.replace("\\", "/")
            return path.startswith(str(own)) and not hidden

        # work/ and not the lab's own folder, which a reset moves away.
        for _ in watch(
            course.work, watch_filter=is_own, debounce=200, step=QUIET, raise_interrupt=False
        ):
            show(check_work(course, lab, checker))
