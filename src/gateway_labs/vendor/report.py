"""How the work tells where it is, and that it can't be done now."""

from typing import Protocol

from ..errors import CourseError


class CannotPrepare(CourseError):
    """Something outside the project is in the way: no network, no Node, a full disk.

    A site without the labs in the browser is complete all the same. Any other error is a fault.
    """


class Report(Protocol):
    """Called with words for the step; `done` of `total` is in the step's own unit, or None.

    What it raises ends the work.
    """

    def __call__(self, words: str, done: int | None = None, total: int | None = None) -> None: ...


def silent(words: str, done: int | None = None, total: int | None = None) -> None:
    """Tells nobody."""
