"""The board: every lab, where the learner stands, and what is next."""

from dataclasses import dataclass

from gateway_labs.lab import progress, workspace
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.place import task_place
from gateway_labs.lab.report import Report
from gateway_labs.strings import text

SOLVED, UNSOLVED, CHANGED, NOT_STARTED = "solved", "unsolved", "changed", "not_started"


@dataclass(frozen=True)
class Row:
    """One lab. `state` is solved, unsolved, changed (since the last check) or not_started."""

    lab: Lab
    state: str
    report: Report | None = None

    @property
    def where(self) -> str:
        """How far the learner is, in words."""
        failing = self.report.first_failing if self.report else None
        if self.state == UNSOLVED and failing:
            return text("board.unsolved", n=failing.n, last=len(self.lab.tasks))
        return text(f"board.{self.state}")


@dataclass(frozen=True)
class Board:
    """The rows in order."""

    course: Course
    rows: tuple[Row, ...]

    @property
    def next(self) -> Row | None:
        """The first lab that is not solved; None when all are."""
        return next((row for row in self.rows if row.state != SOLVED), None)

    @property
    def solved(self) -> int:
        return sum(row.state == SOLVED for row in self.rows)

    @property
    def untouched(self) -> bool:
        return all(row.state == NOT_STARTED for row in self.rows)


def read_board(course: Course) -> Board:
    """The board as the last checks left it; nothing is run."""
    standings = progress.load(course)
    return Board(course, tuple(_row(course, lab, standings.get(lab.id)) for lab in course.labs))


def _row(course: Course, lab: Lab, standing: progress.Standing | None) -> Row:
    report = progress.current_report(course, lab, standing)
    if report is not None:
        if report.passed:
            return Row(lab, SOLVED, report)
        if not workspace.is_untouched(course, lab):
            return Row(lab, UNSOLVED, report)
    if workspace.is_untouched(course, lab):
        return Row(lab, NOT_STARTED)
    return Row(lab, CHANGED)


def file_to_open(course: Course, row: Row) -> str:
    """ "work/05_…/chat/consumers.py:24": where the next work on this lab is."""
    failing = row.report.first_failing if row.report else None
    tree = workspace.learner_tree(course, row.lab)
    place = failing.where if failing else task_place(row.lab, row.lab.tasks[0], tree)
    return workspace.shown(course, workspace.folder_of(course, row.lab) / (place or ""))
