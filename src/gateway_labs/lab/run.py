"""`labs run`: serve the learner's work, another tree or the solution, with the chat page."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab import workspace
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.serve import Service, serve
from gateway_labs.lab.tree import end_tree, write_tree
from gateway_labs.strings import text


def run_lab(course: Course, lab: Lab, *, path: Path | None, solution: bool, port: int) -> None:
    """Serve until Ctrl+C. A lab with nothing to serve and a port in use are a `CourseError`."""
    if lab.run is None:
        raise CourseError("labs run", text("error.no_run", n=lab.number))
    with _tree(course, lab, path, solution) as root:
        serve(
            Service(
                root=str(root),
                application=lab.run.application,
                path=lab.run.path,
                port=port,
                settings=lab.settings,
                module_path=str(lab.folder),
            )
        )


@contextlib.contextmanager
def _tree(course: Course, lab: Lab, path: Path | None, solution: bool) -> Iterator[Path]:
    """The folder to serve: for the solution a copy, which goes away at the end."""
    if not solution:
        if path is None:
            workspace.ensure(course, lab)
        yield path or workspace.folder_of(course, lab)
        return
    with tempfile.TemporaryDirectory(prefix=f"labs-{lab.id}-") as copy:
        write_tree(end_tree(course, lab), Path(copy))
        yield Path(copy)
