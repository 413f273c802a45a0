"""The time that a learner's program sees: it passes by itself while nothing else can run."""

import time
from collections.abc import Callable

# The real ones: others will stand in their place.
real_monotonic, real_sleep = time.monotonic, time.sleep

READINGS = ("time", "monotonic", "perf_counter")


class Clock:
    """Seconds for an event loop. A wait ends at once, and the time that it would take is skipped.

    Work takes no time on it, so that a slow machine makes no timeout.
    """

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> float:
        return self.skipped

    def wait_until(self, when: float) -> None:
        self.skipped = max(self.skipped, when)


class RealClock(Clock):
    """Seconds as they pass, for a program that a person talks to."""

    def now(self) -> float:
        return real_monotonic()

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
