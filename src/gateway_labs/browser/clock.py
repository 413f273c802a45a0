"""The time that a learner's program sees: it passes by itself while nothing else can run."""

import time
from collections.abc import Callable

# The real ones: others will stand in their place.
real_monotonic, real_sleep = time.monotonic, time.sleep

TURN = 0.00005
"""Seconds that one turn of an event loop takes on a `Clock`."""
READINGS = ("time", "monotonic", "perf_counter")


class Clock:
    """Seconds for an event loop. A wait ends at once, and the time that it would take is skipped.

    Work takes the same time on each machine, so that a slow one makes no timeout: `TURN` for each
    turn of a loop. So time passes for a task that waits, too, while another one is always ready.
    """

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        return self.skipped

    def turn(self) -> None:
        """A loop has had a turn."""
        self.skipped += TURN

    def wait_until(self, when: float) -> None:
        """Come back when it is `when` by this clock."""
        self.skipped = max(self.skipped, when)


class RealClock(Clock):
    """Seconds as they pass, for a program that a person talks to."""

    def now(self) -> float:
        return real_monotonic()

    def turn(self) -> None:
        pass

    def wait_until(self, when: float) -> None:
        real_sleep(max(0.0, when - real_monotonic()))


def readings(skipped: Callable[[], float]) -> dict[str, Callable]:
    """What stands for the readings of the module `time`: the real ones, and what was `skipped`."""
    replacements: dict[str, Callable] = {}
    for name in READINGS:
        replacements[name] = _shifted(getattr(time, name), skipped)
        replacements[f"{name}_ns"] = _shifted_ns(getattr(time, f"{name}_ns"), skipped)
    return replacements


def _shifted(read: Callable[[], float], skipped: Callable[[], float]) -> Callable[[], float]:
    return lambda: read() + skipped()


def _shifted_ns(read: Callable[[], int], skipped: Callable[[], float]) -> Callable[[], int]:
    return lambda: read() + int(skipped() * 1_000_000_000)
