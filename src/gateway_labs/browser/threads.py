"""Threads where there are none: what would run on another thread runs inline, in between.

A job for an executor is a callback of the loop, run with no running loop, so that asgiref and
Django's `async_unsafe` see what they see on a worker thread. Where a real thread would wait (for
async_to_sync, in time.sleep) the loop goes on, and the job goes on after that.

What differs from real threads: of two that wait at once, the one that began last goes on first.
asgiref's names used here: `sync.ThreadPoolExecutor`, `SyncToAsync.single_thread_executor`,
`SyncToAsync.threadlocal`, `CurrentThreadExecutor.run_until_future`, `_work_thread`, and the name
`threading` in its modules. A test holds them.
"""

import asyncio
import contextlib
import contextvars
import os
import socket
import subprocess
import threading
import time
from asyncio import events
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from itertools import count

from gateway_labs.browser.clock import Clock, RealClock, readings
from gateway_labs.browser.loop import Abandoned, Loop, set_policy
from gateway_labs.lab.record import Stuck
from gateway_labs.strings import text


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


_keys = count()


class InlineLocal:
    """threading.local() for inline threads."""

    def __init__(self) -> None:
        object.__setattr__(self, "_key", next(_keys))

    def _own(self) -> dict:
        return WORLD.thread.locals.setdefault(object.__getattribute__(self, "_key"), {})

    def __getattr__(self, name: str):
        try:
            return InlineLocal._own(self)[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        InlineLocal._own(self)[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del InlineLocal._own(self)[name]
        except KeyError:
            raise AttributeError(name) from None


class InlineExecutor(Executor):
    """What asgiref gets for a ThreadPoolExecutor of one worker: its jobs run one after another."""

    def __init__(self, max_workers: int | None = None, *args, **kwargs) -> None:
        self.thread = WORLD.new_thread("ThreadPoolExecutor")

    def __bool__(self) -> bool:
        # asgiref starts a thread to shut an executor down, if there "is" one.
        return False

    def submit(self, fn: Callable, /, *args, **kwargs) -> Future:
        """Run `fn` at once. asgiref calls this where no event loop runs."""
        future: Future = Future()
        with WORLD.on_thread(self.thread):
            try:
                future.set_result(contextvars.Context().run(fn, *args, **kwargs))
            except BaseException as error:
                if error is WORLD.escaping:
                    raise
                future.set_exception(error)
        return future


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
        end = self.clock.now() + seconds
        if self.held and events._get_running_loop() is None:
            loop = self.held[-1]
            timer = loop.call_at(end, lambda: None)
            try:
                loop.run_until(lambda: self.clock.now() >= end)
            finally:
                timer.cancel()
        else:
            self.clock.wait_until(end)


def _allowed(error: BaseException) -> BaseException:
    """asyncio's futures refuse StopIteration."""
    if isinstance(error, StopIteration):
        return RuntimeError(f"StopIteration: {error}")
    return error


WORLD = World()


def _run_until_future(executor, future: Future) -> None:
    """What stands for asgiref's wait of a thread: the loop goes on until the result is there."""
    from asgiref.sync import SyncToAsync

    if not future.done():
        SyncToAsync.threadlocal.main_event_loop.run_until(future.done)


class _Threading:
    """The module `threading` as asgiref's modules see it."""

    local = InlineLocal

    def __getattr__(self, name: str):
        return getattr(threading, name)

    @staticmethod
    def get_ident() -> int:
        return WORLD.thread.ident

    @staticmethod
    def current_thread() -> InlineThread:
        return WORLD.thread


def install() -> None:
    """Put all of it in place, for the life of the interpreter. Before Django is imported."""
    import asgiref.current_thread_executor
    import asgiref.local
    import asgiref.sync

    shim = _Threading()
    for module in (asgiref.sync, asgiref.local, asgiref.current_thread_executor):
        module.threading = shim
    asgiref.sync.ThreadPoolExecutor = InlineExecutor
    asgiref.sync.SyncToAsync.threadlocal = InlineLocal()
    asgiref.sync.SyncToAsync.single_thread_executor = WORLD.shared = InlineExecutor()
    asgiref.current_thread_executor.CurrentThreadExecutor.run_until_future = _run_until_future
    threading.current_thread = threading.currentThread = shim.current_thread
    threading.main_thread = lambda: WORLD.main
    time.sleep = WORLD.sleep
    for name, reading in readings(lambda: WORLD.clock.skipped).items():
        setattr(time, name, reading)
    _refuse_what_is_not_there()
    set_policy(WORLD.make_loop)


def _refuse_what_is_not_there() -> None:
    """Say in words what a browser has not, in place of an error of the system's."""

    def refuse(key: str, kind: type[Exception]) -> Callable:
        def refused(*args, **kwargs):
            raise kind(text(key))

        return refused

    threading.Thread.start = refuse("browser.no_thread", RuntimeError)
    subprocess.Popen.__init__ = refuse("browser.no_process", OSError)
    os.system = refuse("browser.no_process", OSError)
    socket.socket.__init__ = refuse("browser.no_socket", OSError)
    socket.getaddrinfo = refuse("browser.no_socket", OSError)


__all__ = ["WORLD", "InlineExecutor", "InlineLocal", "World", "install"]
