"""The solution of a lab: what it changes, to read; all of it, to write out."""

from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab import progress
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.tree import end_tree, read_tree, write_tree
from gateway_labs.strings import text


def is_solved(course: Course, lab: Lab) -> bool:
    """Whether the learner's work, as it is now, passed the last check."""
    report = progress.current_report(course, lab, progress.load(course).get(lab.id))
    return report is not None and report.passed


def solution_files(lab: Lab) -> dict[str, str]:
    """The files that the solution changes."""
    tree = read_tree(lab.folder / "solution")
    return {name: content.decode("utf-8") for name, content in tree.items()}


def write_solution(course: Course, lab: Lab, folder: Path) -> int:
    """Write the lab's whole end state to `folder`, which must be empty; gives how many files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(folder, text("error.not_empty"), text("error.not_empty_do"))
    tree = end_tree(course, lab)
    write_tree(tree, folder)
    return len(tree)
