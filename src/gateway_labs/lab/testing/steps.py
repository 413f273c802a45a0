"""Say what a test does, what it expects, and what came."""

from gateway_labs.lab.record import CheckFailed, current
from gateway_labs.trace.event import Event, short


def step(did: str, expected: str) -> None:
    """State the next action and what should come of it, in the learner's words, before doing it.

    It stands in the report, as "We did" and "Expected", if anything fails from here on.
    """
    current().say(did, expected)


def verify(
    condition: object, got: str, likely: str | None = None, place: str | None = None
) -> None:
    """Fail the check unless `condition` holds; `got` says what came instead.

    Give `likely` only where the evidence proves the cause. `place` ("file.py:Class.method") is
    where the learner should look, if that is not the task's own place.
    """
    if not condition:
        raise CheckFailed(got, likely, place)


def note(who: str, kind: str, direction: str = "in", /, **content: object) -> None:
    """Add an event to the report that the harness can't see by itself."""
    current().add_event(Event(who, kind, direction, {k: short(v) for k, v in content.items()}))
