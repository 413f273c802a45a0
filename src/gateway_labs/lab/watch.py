"""Check a lab again at every save."""

import contextlib
from collections.abc import Callable

from gateway_labs.lab import workspace
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.process import Checker
from gateway_labs.lab.report import Report
from gateway_labs.lab.session import check_work

QUIET = 10
"""Milliseconds that files must be quiet: an editor may write a file in several steps."""
LOOK_AGAIN = 500
"""Milliseconds after which the files are looked at even if the system told of no change."""


def watch_lab(course: Course, lab: Lab, show: Callable[[Report], None]) -> None:
    """Check now and after each change of the learner's files, until Ctrl+C."""
    from watchfiles import watch

    workspace.ensure(course, lab)
    seen = None
    # work/ and not the lab's own folder, which a reset moves away.
    wakes = watch(
        course.work,
        debounce=200,
        step=QUIET,
        rust_timeout=LOOK_AGAIN,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    with Checker(standby=True) as checker, contextlib.suppress(KeyboardInterrupt):
        while True:
            tree = workspace.learner_tree(course, lab)
            if tree != seen:
                seen = tree
                show(check_work(course, lab, checker))
            # A save between the check and here is seen by its content, at the next look.
            if next(wakes, None) is None:
                return
