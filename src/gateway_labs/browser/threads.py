"""Threads where there are none: what would run on another thread runs inline, in between.

A job for an executor is a callback of the loop, run with no running loop, so that asgiref and
Django's `async_unsafe` see what they see on a worker thread. Where a real thread would wait (for
async_to_sync, in time.sleep) the loop goes on, and the job goes on after that.

What differs from real threads: of two that wait at once, the one that began last goes on first.
asgiref's names used here: `sync.ThreadPoolExecutor`, `SyncToAsync.single_thread_executor`,
`SyncToAsync.threadlocal`, `CurrentThreadExecutor.run_until_future`, `_work_thread`, and the name
`threading` in its modules; of Python's, `threading._allocate_lock`. A test holds them.
"""

import contextvars
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import count

from gateway_labs.browser.clock import readings
from gateway_labs.browser.loop import set_policy
from gateway_labs.browser.world import WORLD, InlineThread
from gateway_labs.strings import text

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


class InlineLock:
    """threading.Lock(), whose wait lets the loop go on, or is `Stuck` where nobody can end it."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._held and not (blocking and self._wait(timeout)):
            return False
        self._held = True
        return True

    def _wait(self, timeout: float) -> bool:
        return WORLD.wait(lambda: not self._held, None if timeout < 0 else timeout)

    def release(self) -> None:
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self) -> bool:
        return self._held

    def _at_fork_reinit(self) -> None:
        self._held = False

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info) -> None:
        self.release()


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
    threading.Lock = threading._allocate_lock = InlineLock
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
