"""The one interpreter of a browser's worker: its clock, who runs now, and which loops are held."""

import asyncio
import contextlib
import contextvars
import math
import threading
from asyncio import events
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from itertools import count
from typing import TYPE_CHECKING

from gateway_labs.browser.clock import Clock, RealClock
from gateway_labs.browser.loop import Abandoned, Loop, waiting_places
from gateway_labs.lab.record import Stuck

if TYPE_CHECKING:
    from gateway_labs.browser.threads import InlineExecutor


class InlineThread:
    """Who runs: what `threading.current_thread()` gives. `locals` is its share of each Local."""

    def __init__(self, name: str, ident: int) -> None:
        self.name, self.ident, self.native_id, self.daemon = name, ident, ident, True
        self.locals: dict[int, dict] = {}
        self.jobs: deque[Callable[[], None]] = deque()
        self.busy = False

    def is_alive(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Thread({self.name})>"


class World:
    """The one interpreter: its clock, the thread that runs now, and the loops that are held.

    `held` has the loops whose callbacks run now on a "thread", the innermost last. `escaping` is
    an exception on its way out through jobs that it does not belong to. `shared` is asgiref's
    executor for thread-sensitive code.
    """

    def __init__(self) -> None:
        self.clock = Clock()
        self.main = self.thread = InlineThread("MainThread", threading.get_ident())
        self.held: list[Loop] = []
        self.escaping: BaseException | None = None
        self.shared: InlineExecutor | None = None
        self._pools, self._idents = count(), count(self.main.ident + 1)

    def new_thread(self, kind: str) -> InlineThread:
        return InlineThread(f"{kind}-{next(self._pools)}_0", next(self._idents))

    def begin(self, clock: Clock) -> None:
        """Forget what ran before, and go by `clock`."""
        self.clock = clock
        self.main = self.thread = InlineThread("MainThread", threading.get_ident())
        self.held, self.escaping = [], None
        self._pools = count()
        if self.shared is not None:
            self.shared.thread = self.new_thread("ThreadPoolExecutor")

    def make_loop(self) -> Loop:
        return Loop(self)

    @contextlib.contextmanager
    def on_thread(self, thread: InlineThread) -> Iterator[None]:
        before = self.thread
        self.thread = thread
        try:
            yield
        finally:
            self.thread = before

    @contextlib.contextmanager
    def on_loop(self, loop: Loop) -> Iterator[None]:
        """Stand on the loop's own thread, with the loop running."""
        before = events._get_running_loop()
        events._set_running_loop(loop)
        try:
            with self.on_thread(loop.home):
                yield
        except Abandoned:
            raise
        except BaseException as error:
            self.escaping = error
            raise
        finally:
            events._set_running_loop(before)

    def submit(
        self, loop: Loop, executor: Executor | None, func: Callable, args: tuple
    ) -> asyncio.Future:
        """Make a job of `func(*args)`; gives the loop's future of its result."""
        future = loop.create_future()
        waiting = getattr(executor, "_work_thread", None)
        if waiting is not None:
            # asgiref's CurrentThreadExecutor: its thread waits, and takes the job in between.
            loop.call_soon(self._run_job, loop, waiting, future, func, args)
            return future
        own = getattr(executor, "thread", None)
        thread = own or self.new_thread("asyncio" if executor is None else "ThreadPoolExecutor")
        thread.jobs.append(lambda: self._run_job(loop, thread, future, func, args))
        loop.call_soon(self._next_job, thread, loop, context=contextvars.Context())
        return future

    def _next_job(self, thread: InlineThread, loop: Loop) -> None:
        if thread.busy or not thread.jobs:
            return
        job, thread.busy = thread.jobs.popleft(), True
        try:
            job()
        finally:
            thread.busy = False
            if thread.jobs and not loop.is_closed():
                loop.call_soon(self._next_job, thread, loop, context=contextvars.Context())

    def _run_job(
        self, loop: Loop, thread: InlineThread, future: asyncio.Future, func: Callable, args: tuple
    ) -> None:
        if future.cancelled():
            return
        self.held.append(loop)
        events._set_running_loop(None)
        try:
            with self.on_thread(thread):
                result = func(*args)
        except Abandoned:
            future.cancel()
        except BaseException as error:
            if error is self.escaping and not self._is_its_own(error):
                raise
            if not future.done():
                future.set_exception(_allowed(error))
        else:
            if not future.done():
                future.set_result(result)
        finally:
            events._set_running_loop(loop)
            self.held.pop()

    def _is_its_own(self, error: BaseException) -> bool:
        """Whether an error ends its job alone. By the real clock, a client may go on later."""
        return isinstance(error, Stuck) and isinstance(self.clock, RealClock)

    def sleep(self, seconds: float) -> None:
        """time.sleep(). On a "thread" the loop goes on meanwhile; on the loop's own it does not."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.wait(lambda: False, seconds)

    def wait(self, done: Callable[[], bool], seconds: float | None) -> bool:
        """Hold the caller until `done()`, or for so many seconds; gives whether it is done."""
        end = math.inf if seconds is None else self.clock.now() + seconds
        if not self.held or events._get_running_loop() is not None:
            # Nothing else can run: the caller holds the only thread, or the loop's own.
            if seconds is None:
                raise Stuck(waiting_places([], caller_first=True))
            self.clock.wait_until(end)
            return done()
        loop = self.held[-1]
        timer = None if seconds is None else loop.call_at(end, lambda: None)
        try:
            loop.run_until(lambda: done() or self.clock.now() >= end)
        finally:
            if timer is not None:
                timer.cancel()
        return done()


def _allowed(error: BaseException) -> BaseException:
    """asyncio's futures refuse StopIteration."""
    if isinstance(error, StopIteration):
        return RuntimeError(f"StopIteration: {error}")
    return error


WORLD = World()
