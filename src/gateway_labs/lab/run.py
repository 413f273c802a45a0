"""`labs run`: serve the learner's work, another tree or the solution, with the chat page."""

import contextlib
import tempfile
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab import workspace
from gateway_labs.lab.chat_page import PREFIX
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.serve import HOST, Service, free_port, serve
from gateway_labs.lab.tree import end_tree, write_tree
from gateway_labs.strings import text

OPEN_LIMIT = 30.0
"""Seconds that a browser waits for the server before it is not opened."""


def run_lab(
    course: Course, lab: Lab, *, path: Path | None, solution: bool, port: int, browse: bool = False
) -> None:
    """Serve until Ctrl+C; with `browse`, open the chat page in a browser.

    A lab with nothing to serve, a port in use and a browser that is not there are a `CourseError`.
    """
    if lab.run is None:
        raise CourseError("labs run", text("error.no_run", n=lab.number))
    port = free_port(port)
    if browse:
        open_browser(f"http://{HOST}:{port}{PREFIX}")
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


def open_browser(address: str) -> None:
    """Open `address` in the reader's browser as soon as it answers."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        raise CourseError("--open", text("run.no_browser"), text("run.no_browser_do")) from None

    def wait_and_open() -> None:
        end = time.monotonic() + OPEN_LIMIT
        while time.monotonic() < end:
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
                if not browser.open(address):
                    print(text("run.not_opened", address=address), flush=True)
                return
            time.sleep(0.2)

    threading.Thread(target=wait_and_open, daemon=True).start()


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
