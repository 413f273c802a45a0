"""An asyncio event loop without a selector, which other loops and "threads" can run in between.

A lab's program opens no socket, so a queue of callbacks and a heap of timers are all of a loop.
If both are empty, nothing can happen any more: that is `Stuck`, and not a wait without an end.

Private names of asyncio's that are used here: `BaseEventLoop._ready`, `_scheduled`, `_stopping`,
`_run_once`, `_process_events`, `_write_to_self`, `_asyncgen_*`; `Handle._run`, `_cancelled`;
`TimerHandle._when`, `_scheduled`; `events._set_running_loop`. A test holds them.
"""

import asyncio
import contextlib
import heapq
import sys
from asyncio import events
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from gateway_labs.lab.record import Stuck
from gateway_labs.strings import text

if TYPE_CHECKING:
    from gateway_labs.browser.world import World


class Abandoned(BaseException):
    """Ends a "thread" that waits in a loop which was stopped."""


class Loop(asyncio.BaseEventLoop):
    """An event loop of `world`, whose clock it goes by."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world
        self.home = world.thread

    def run_forever(self) -> None:
        self.home = self.world.thread
        super().run_forever()

    def time(self) -> float:
        return self.world.clock.now()

    def run_in_executor(self, executor: Executor | None, func: Callable, *args) -> asyncio.Future:
        """Run `func` as a callback of its own, with no running loop, as if on a thread."""
        self._check_closed()
        return self.world.submit(self, executor, func, args)

    async def getaddrinfo(self, *args, **kwargs):
        raise OSError(text("browser.no_socket"))

    # What BaseEventLoop asks of a subclass.

    def _process_events(self, event_list) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def _run_once(self) -> None:
        """One turn: what is ready, or else a wait. Unlike asyncio's own, it may run in itself."""
        self.world.clock.turn()
        self._take_due()
        if not self._ready and not self._stopping:
            self._wait()
            self._take_due()
        for _ in range(len(self._ready)):
            if not self._ready:
                break  # a turn inside this one took it
            handle = self._ready.popleft()
            if not handle._cancelled:
                handle._run()

    # What `World` asks of a loop.

    def next_timer(self) -> float | None:
        """When the first timer is due, by the clock; None if there is none."""
        while self._scheduled and self._scheduled[0]._cancelled:
            heapq.heappop(self._scheduled)._scheduled = False
        return self._scheduled[0]._when if self._scheduled else None

    def is_ready(self) -> bool:
        """Whether a turn would run something now."""
        due = self.next_timer()
        return bool(self._ready) or (due is not None and due <= self.time())

    def turn(self) -> None:
        """One turn, from a "thread" that this loop runs."""
        with self.world.on_loop(self):
            self._run_once()

    @contextlib.contextmanager
    def hooked(self) -> Iterator[None]:
        """For turns outside of run_forever(): asynchronous generators are this loop's to close."""
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(
            firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook
        )
        try:
            yield
        finally:
            sys.set_asyncgen_hooks(*before)

    def run_until(self, done: Callable[[], bool]) -> None:
        """Hold the calling "thread" until `done()`, while the loop goes on."""
        with self.world.on_loop(self):
            while not done():
                if self._stopping or self.is_closed():
                    raise Abandoned
                self._run_once()

    def _take_due(self) -> None:
        now = self.time()
        while (due := self.next_timer()) is not None and due <= now:
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False
            self._ready.append(handle)

    def _wait(self) -> None:
        """Let a loop below go on, or else let the time pass up to the next timer of any loop."""
        below = [loop for loop in reversed(self.world.held) if loop is not self]
        for loop in below:
            if loop.is_ready():
                loop.turn()
                return
        timers = [loop.next_timer() for loop in (self, *below)]
        due = min((timer for timer in timers if timer is not None), default=None)
        if due is None:
            raise Stuck(waiting_places([self, *below], caller_first=self in self.world.held))
        self.world.clock.wait_until(due)


def waiting_places(loops: list[Loop], *, caller_first: bool) -> list[tuple[str, int]]:
    """The file and line of each frame that waits: of the tasks of `loops`, and of the caller."""
    tasks = [place for loop in loops for task in asyncio.all_tasks(loop) for place in _of(task)]
    callers = []
    frame = sys._getframe(1)
    while frame is not None:
        callers.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return callers + tasks if caller_first else tasks + callers


def _of(task: asyncio.Task) -> list[tuple[str, int]]:
    return _awaiting(task.get_coro())


def _awaiting(awaitable: object) -> list[tuple[str, int]]:
    """The frames of a coroutine and of what it awaits, the innermost first."""
    found: list[tuple[str, int]] = []
    while awaitable is not None and len(found) < 100:
        for kind in ("cr", "ag", "gi"):
            frame = getattr(awaitable, f"{kind}_frame", None)
            if frame is not None:
                found.insert(0, (frame.f_code.co_filename, frame.f_lineno))
        awaitable = next(
            (
                inner
                for kind in ("cr_await", "ag_await", "gi_yieldfrom")
                if (inner := getattr(awaitable, kind, None)) is not None
            ),
            None,
        )
    return found


def set_policy(make: Callable[[], Loop]) -> None:
    """Let asyncio.run() and its like make their loops with `make`.

    Policies are deprecated in Python 3.14 and go in 3.16; `asyncio.Runner` asks them until then.
    """
    base = getattr(events, "_BaseDefaultEventLoopPolicy", None)
    if base is None:
        base = events.BaseDefaultEventLoopPolicy
    policy = type("Policy", (base,), {"_loop_factory": staticmethod(make)})()
    getattr(events, "_set_event_loop_policy", events.set_event_loop_policy)(policy)
