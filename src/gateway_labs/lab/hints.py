"""Hints: three for a task, one at a time: the concept, the place, nearly the code."""

from gateway_labs.errors import CourseError
from gateway_labs.lab import progress
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.process import Checker
from gateway_labs.lab.session import check_work
from gateway_labs.strings import text


def next_hint(course: Course, lab: Lab, task: int | None = None) -> str:
    """The next hint of `task`, or of the first failing task, which a check finds if need be."""
    n = task if task is not None else _first_failing(course, lab)
    if n is None:
        return text("hint.solved", n=lab.number)
    if not 1 <= n <= len(lab.tasks):
        raise CourseError(
            f"--task {n}", text("error.unknown_task", lab=lab.number, last=len(lab.tasks))
        )
    wanted = lab.task(n)
    number = progress.show_hint(course, lab, n)
    last = len(wanted.hints)
    lines = [
        text(
            "hint.title", lab=f"{lab.number:02}", n=n, title=wanted.title, number=number, last=last
        ),
        "",
        wanted.hints[number - 1].strip(),
        "",
    ]
    lines += [text("hint.read", page=f"docs/{page}") for page in wanted.docs]
    key = "hint.last" if number == last else "hint.more"
    return "\n".join([*lines, text(key, n=lab.number)])


def _first_failing(course: Course, lab: Lab) -> int | None:
    report = progress.current_report(course, lab, progress.load(course).get(lab.id))
    if report is None:
        with Checker(fork=False) as checker:
            report = check_work(course, lab, checker)
    failing = report.first_failing
    return failing.n if failing else None
