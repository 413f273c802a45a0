"""What the faces share: start a lab if need be, check the learner's work, keep the result."""

from typing import TYPE_CHECKING

from gateway_labs.lab import progress, workspace
from gateway_labs.lab.board import Board, read_board
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.report import Report

if TYPE_CHECKING:
    from gateway_labs.lab.process import Checker


def ready_board(course: Course) -> Board:
    """The board, with the files of its next lab written, so that what it names is there."""
    board = read_board(course)
    if board.next and not workspace.is_there(course, board.next.lab):
        workspace.start(course, board.next.lab)
        return read_board(course)
    return board


def next_lab(course: Course) -> Lab:
    """The first lab that is not solved; the last one when all are."""
    row = read_board(course).next
    return row.lab if row else course.labs[-1]


def check_work(course: Course, lab: Lab, checker: "Checker") -> Report:
    """Check the learner's files, which are written first if the lab was not started."""
    workspace.ensure(course, lab)
    tree = workspace.learner_tree(course, lab)
    report = checker.check(lab, tree)
    progress.record(course, lab, report, tree)
    return report
