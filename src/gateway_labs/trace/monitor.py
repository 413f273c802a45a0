"""Follow Python code line by line, in every thread, in the files that are asked for.

`sys.monitoring` (PEP 669) where it is there, from Python 3.12 on: what is not asked for is switched
off at its first use and then costs nothing. `sys.settrace` on Python 3.11.
"""

import dis
import inspect
import sys
import threading
from collections.abc import Callable
from concurrent.futures.thread import _WorkItem
from functools import cache
from types import CodeType, FrameType

CALL, LINE, RETURN, RAISE, PAUSE, RESUME = "call", "line", "return", "raise", "pause", "resume"
"""What a frame does. A coroutine pauses at an await that must wait, and resumes after it."""

_RESUMABLE = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR

Hear = Callable[[str, FrameType, object], None]
"""Gets the kind, the frame, and the value that was returned or the exception that was raised."""


class Monitor:
    """A `with` block in which `hear` is called for each event of the code that is `wanted`.

    `wanted` is asked once for each file name. With `lines` false there are no line events, and they
    cost nothing. Only one monitor can be active at a time: a RuntimeError otherwise.

    On Python 3.11, threads that are there already are followed while they work for an executor.
    """

    _one = threading.Lock()

    def __init__(self, wanted: Callable[[str], bool], hear: Hear, *, lines: bool = True) -> None:
        self._wanted, self._hear, self.lines = wanted, hear, lines
        self._known: dict[str, bool] = {}
        self._busy = threading.local()

    def wants(self, code: CodeType) -> bool:
        name = code.co_filename
        if name not in self._known:
            self._known[name] = self._wanted(name)
        return self._known[name]

    def tell(self, kind: str, frame: FrameType, value: object = None) -> None:
        """Hand an event on, but not those of code that the listener itself runs (a repr)."""
        if getattr(self._busy, "now", False):
            return
        self._busy.now = True
        try:
            self._hear(kind, frame, value)
        finally:
            self._busy.now = False

    def __enter__(self) -> "Monitor":
        if not self._one.acquire(blocking=False):
            raise RuntimeError("another monitor is active: only one run can be recorded at a time")
        try:
            self._backend = (_Monitoring if hasattr(sys, "monitoring") else _Tracing)(self)
            self._backend.start()
        except BaseException:
            self._one.release()
            raise
        return self

    def __exit__(self, *exc_info) -> None:
        try:
            self._backend.stop()
        finally:
            self._one.release()


class _Monitoring:
    """PEP 669. Line events are set for each wanted code object when it first starts."""

    TOOLS = (4, 3)  # the two numbers that PEP 669 leaves without a name

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.codes: list[CodeType] = []
        events = sys.monitoring.events
        self.callbacks = {
            events.PY_START: self._start,
            events.PY_RESUME: self._resume,
            events.PY_THROW: self._throw,
            events.LINE: self._line,
            events.PY_RETURN: self._return,
            events.PY_YIELD: self._yield,
            events.RAISE: self._raise,
            events.PY_UNWIND: self._unwind,
        }
        self.local = events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        if monitor.lines:
            self.local |= events.LINE

    def start(self) -> None:
        api, events = sys.monitoring, sys.monitoring.events
        free = [tool for tool in self.TOOLS if api.get_tool(tool) is None]
        if not free:
            raise RuntimeError("both free tool numbers of sys.monitoring are in use")
        self.tool = free[0]
        api.use_tool_id(self.tool, "gateway_labs.trace")
        for event, callback in self.callbacks.items():
            api.register_callback(self.tool, event, callback)
        # Raise, unwind and throw can't be set for one code object; they are sorted out here.
        api.set_events(
            self.tool, events.PY_START | events.RAISE | events.PY_UNWIND | events.PY_THROW
        )
        api.restart_events()

    def stop(self) -> None:
        api, none = sys.monitoring, sys.monitoring.events.NO_EVENTS
        api.set_events(self.tool, none)
        for code in self.codes:
            api.set_local_events(self.tool, code, none)
        for event in self.callbacks:
            api.register_callback(self.tool, event, None)
        api.free_tool_id(self.tool)

    def _start(self, code: CodeType, offset: int):
        if not self.monitor.wants(code):
            return sys.monitoring.DISABLE
        if sys.monitoring.get_local_events(self.tool, code) != self.local:
            self.codes.append(code)
            sys.monitoring.set_local_events(self.tool, code, self.local)
        self.monitor.tell(CALL, sys._getframe(1))
        return None

    def _line(self, code: CodeType, line: int) -> None:
        self.monitor.tell(LINE, sys._getframe(1))

    def _resume(self, code: CodeType, offset: int) -> None:
        self.monitor.tell(RESUME, sys._getframe(1))

    def _throw(self, code: CodeType, offset: int, error: BaseException) -> None:
        if self.monitor.wants(code):
            self.monitor.tell(RESUME, sys._getframe(1))

    def _yield(self, code: CodeType, offset: int, value: object) -> None:
        self.monitor.tell(PAUSE, sys._getframe(1), value)

    def _return(self, code: CodeType, offset: int, value: object) -> None:
        self.monitor.tell(RETURN, sys._getframe(1), value)

    def _raise(self, code: CodeType, offset: int, error: BaseException) -> None:
        if self.monitor.wants(code):
            self.monitor.tell(RAISE, sys._getframe(1), error)

    def _unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if self.monitor.wants(code):
            self.monitor.tell(RETURN, sys._getframe(1), error)


class _Tracing:
    """`sys.settrace`, for Python 3.11: a function for each thread that starts from now on.

    Threads that are there already are reached where an executor gives them work.
    """

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.raised: dict[FrameType, BaseException] = {}  # the last one in a frame
        self.leaving: set[FrameType] = set()  # raised there, and no line of the frame since
        self.stopped = False

    def start(self) -> None:
        self.before = (sys.gettrace(), threading.gettrace())
        run = self.run_item = _WorkItem.run

        def run_traced(item: _WorkItem) -> None:
            before = sys.gettrace()
            sys.settrace(self._trace)
            try:
                run(item)
            finally:
                sys.settrace(None if before == self._trace else before)

        _WorkItem.run = run_traced
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def stop(self) -> None:
        self.stopped = True  # other threads take their trace function off themselves
        sys.settrace(self.before[0])
        threading.settrace(self.before[1])
        _WorkItem.run = self.run_item
        self.raised.clear()
        self.leaving.clear()

    def _trace(self, frame: FrameType, event: str, value: object):
        if self.stopped:
            sys.settrace(None)
            return None
        if not self.monitor.wants(frame.f_code):
            return None
        first = _first_line_at(frame.f_code)
        if frame.f_lasti < first:
            return None  # an exception is thrown into what never began
        self.monitor.tell(CALL if frame.f_lasti == first else RESUME, frame)
        return self._local

    def _local(self, frame: FrameType, event: str, value: object):
        if self.stopped:
            return None
        if event == "line":
            self.leaving.discard(frame)
            if self.monitor.lines:
                self.monitor.tell(LINE, frame)
        elif event == "exception":
            self._exception(frame, value[1])
        elif event == "return":
            self._return(frame, value)
        return self._local

    def _exception(self, frame: FrameType, error: BaseException) -> None:
        if isinstance(error, StopIteration) and frame.f_code.co_flags & _RESUMABLE:
            return  # how what a coroutine awaits ends; it never leaves the frame
        self.leaving.add(frame)
        self.raised[frame] = error
        self.monitor.tell(RAISE, frame, error)

    def _return(self, frame: FrameType, value: object) -> None:
        operation = dis.opname[frame.f_code.co_code[frame.f_lasti]]
        leaving = frame in self.leaving and operation != "RETURN_VALUE"
        if operation in ("YIELD_VALUE", "SEND", "RESUME") and not leaving:
            self.monitor.tell(PAUSE, frame, value)
            return
        self.leaving.discard(frame)
        error = self.raised.pop(frame, None)
        if operation == "RETURN_VALUE":
            self.monitor.tell(RETURN, frame, value)
        else:
            self.monitor.tell(RETURN, frame, error)


@cache
def _first_line_at(code: CodeType) -> int:
    """Where a call begins; what is before it sets the frame up."""
    return code.co_code[::2].index(dis.opmap["RESUME"]) * 2
