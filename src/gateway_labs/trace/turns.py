"""One order of what threads do at the same time, so that a run is the same each time.

An event loop that hands work to a thread goes on itself, and both race. While a `Turns` block is
active, the work begins when the loop has nothing else to do, and one piece of work at a time; a
thread that waited for the loop (asgiref's async_to_sync) goes on in the same way. This is one of
the orders that are possible, and always the same one.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from asgiref.current_thread_executor import CurrentThreadExecutor
from asgiref.sync import SyncToAsync

PATIENCE = 1.0
"""Seconds after which work begins although other work, which may wait for it, has not ended."""


@dataclass
class _Turn:
    gate: threading.Event = field(default_factory=threading.Event)
    waits: bool = True  # for the end of the work that runs


class _LoopTurns:
    """The turns of the threads that work for one event loop. Lives in the loop's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.waiting: deque[_Turn] = deque()
        self.running = 0
        self.pumping = False

    def add(self, turn: _Turn) -> None:
        self.waiting.append(turn)
        self.pump()

    def ended(self, turn: _Turn) -> None:
        if turn.gate.is_set():
            self.running -= turn.waits
        else:  # cancelled before its turn: the thread is at the gate all the same
            self.waiting.remove(turn)
            turn.gate.set()
        self.pump()

    def pump(self) -> None:
        if not self.pumping:
            self.pumping = True
            self.loop.call_soon(self._when_idle)

    def _when_idle(self) -> None:
        if getattr(self.loop, "_ready", None):
            self.loop.call_soon(self._when_idle)
            return
        self.pumping = False
        turn = next((turn for turn in self.waiting if not (turn.waits and self.running)), None)
        if turn is not None:
            self._open(turn)
        elif self.waiting:
            self.loop.call_later(PATIENCE, self._open_if_waiting, self.waiting[0])

    def _open_if_waiting(self, turn: _Turn) -> None:
        if turn in self.waiting:
            self._open(turn)

    def _open(self, turn: _Turn) -> None:
        self.waiting.remove(turn)
        self.running += turn.waits
        turn.gate.set()
        if self.waiting and not turn.waits:
            self.pump()


class Turns:
    """A `with` block in which the threads of all event loops take turns."""

    def __init__(self) -> None:
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopTurns] = WeakKeyDictionary()

    def of(self, loop: asyncio.AbstractEventLoop) -> _LoopTurns:
        if loop not in self._loops:
            self._loops[loop] = _LoopTurns(loop)
        return self._loops[loop]

    def hold(self, loop: asyncio.AbstractEventLoop, first: Callable[[], None]) -> None:
        """Call `first` in the loop's thread, and wait until that loop is idle again."""
        turn = _Turn(waits=False)

        def begin() -> None:
            first()
            self.of(loop).add(turn)

        try:
            loop.call_soon_threadsafe(begin)
        except RuntimeError:  # the loop is closed
            return
        turn.gate.wait(PATIENCE * 5)

    def __enter__(self) -> "Turns":
        self._originals = (
            asyncio.BaseEventLoop.run_in_executor,
            CurrentThreadExecutor.run_until_future,
        )
        asyncio.BaseEventLoop.run_in_executor = self._run_in_executor(self._originals[0])
        CurrentThreadExecutor.run_until_future = self._run_until_future(self._originals[1])
        return self

    def __exit__(self, *exc_info) -> None:
        (
            asyncio.BaseEventLoop.run_in_executor,
            CurrentThreadExecutor.run_until_future,
        ) = self._originals
        for turns in list(self._loops.values()):
            for turn in list(turns.waiting):
                turn.gate.set()

    def _run_in_executor(self, original):
        def run_in_executor(loop, executor, func, *args):
            # A thread that lends itself to its own loop (asgiref's CurrentThreadExecutor) waits
            # for this very work: the work can't wait for the thread's end.
            turn = _Turn(waits=executor is None or isinstance(executor, ThreadPoolExecutor))

            def in_turn():
                turn.gate.wait()
                return func(*args)

            future = original(loop, executor, in_turn)
            turns = self.of(loop)
            future.add_done_callback(lambda future: turns.ended(turn))
            turns.add(turn)
            return future

        return run_in_executor

    def _run_until_future(self, original):
        def run_until_future(executor, future):
            original(executor, future)
            loop = getattr(SyncToAsync.threadlocal, "main_event_loop", None)
            if loop is not None and loop.is_running():
                self.hold(loop, lambda: None)

        return run_until_future
