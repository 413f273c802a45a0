"""What a check notes while a test runs: what was done, what was expected, and the events.

One `Record` stands for one test. The check sets it before the test; the harness
(`gateway_labs.lab.testing`) writes to it; the report is made from it.
"""

import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from gateway_labs.strings import text
from gateway_labs.trace.event import Event

MOST_EVENTS = 200


@dataclass
class Record:
    """`root` is the folder of the learner's tree; `settings` names its Django settings, if any.

    `observe(kind, **content)` hears of each step and event at once, so that what a program did is
    known even when its interpreter dies. `patience` is the longest wait for an event, in seconds.
    """

    root: Path
    settings: str | None = None
    edit: tuple[str, ...] = ()
    did: str = ""
    expected: str = ""
    events: list[Event] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    application_errors: list[BaseException] = field(default_factory=list)
    observe: Callable[..., None] = lambda kind, **content: None
    patience: float = math.inf

    def say(self, did: str, expected: str) -> None:
        self.did, self.expected = did, expected
        self.observe("step", did=did, expected=expected)

    def add_event(self, event: Event) -> None:
        if len(self.events) < MOST_EVENTS:
            self.events.append(event)
            self.observe("event", event=event.to_json())


_current: ContextVar[Record] = ContextVar("record")


def begin(record: Record) -> None:
    """Make `record` the one that the harness writes to from now on."""
    _current.set(record)
    record.observe("begin")


def current() -> Record:
    """The record of the running test; a RuntimeError outside a check."""
    try:
        return _current.get()
    except LookupError:
        raise RuntimeError(
            "gateway_labs.lab.testing is for a lab's test_lab.py, run by `labs check` "
            "or `pytest labs/`: there is no check here"
        ) from None


class CheckFailed(AssertionError):
    """The learner's program did something else than expected: what it did, and a proven cause.

    `place` is "file.py:Qualified.name" or "file.py:line" in the learner's tree.
    """

    def __init__(self, got: str, likely: str | None = None, place: str | None = None) -> None:
        super().__init__(got)
        self.got, self.likely, self.place = got, likely, place


class Stuck(BaseException):
    """Everything waits for something that can no longer happen; no program should catch it.

    Only an event loop that sees all that can happen knows this. `waiting` has the file and the
    line of each frame that waits, the innermost first.
    """

    def __init__(self, waiting: list[tuple[str, int]]) -> None:
        super().__init__(text("check.stuck"))
        self.waiting = waiting
