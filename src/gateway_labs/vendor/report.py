"""How the work tells where it is."""

from typing import Protocol


class Report(Protocol):
    """Called with words for the step; `done` of `total` is in the step's own unit, or None."""

    def __call__(self, words: str, done: int | None = None, total: int | None = None) -> None: ...


def silent(words: str, done: int | None = None, total: int | None = None) -> None:
    """Tells nobody."""
