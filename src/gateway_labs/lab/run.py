"""`labs run`."""

from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import Course, Lab
from gateway_labs.strings import text


def run_lab(course: Course, lab: Lab, *, path: Path | None, solution: bool, port: int) -> None:
    """Serve the learner's work, or another tree, until Ctrl+C."""
    if lab.run is None:
        raise CourseError("labs run", text("error.no_run", n=lab.number))
