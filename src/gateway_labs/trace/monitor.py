"""Follow Python code line by line, in every thread, in the files that are asked for.

`sys.monitoring` (PEP 669) where it is there, from Python 3.12 on: what is not asked for is switched
off at its first use and then costs nothing. `sys.settrace` on Python 3.11.
"""

import dis
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType

CALL, LINE, RETURN, RAISE, PAUSE, RESUME = "call", "line", "return", "raise", "pause", "resume"
"""What a frame does. A coroutine pauses at an await that must wait, and resumes after it."""

Hear = Callable[[str, FrameType, object], None]
"""Gets the kind, the frame, and the value that was returned or the exception that was raised."""


class Monitor:
    """A `with` block in which `hear` is called for each event of the code that is `wanted`.

    `wanted` is asked once for each file name. Only one monitor can be active at a time.
    """

    def __init__(self, wanted: Callable[[str], bool], hear: Hear) -> None:
        self._wanted, self._hear = wanted, hear
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
        backend = _Monitoring if hasattr(sys, "monitoring") else _Tracing
        self._backend = backend(self)
        self._backend.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self._backend.stop()


class _Monitoring:
    """PEP 669. Line events are set for each wanted code object when it first starts."""

    TOOL = 4  # one of the two numbers that PEP 669 leaves without a name

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.codes: list[CodeType] = []

    def start(self) -> None:
        api, events = sys.monitoring, sys.monitoring.events
        api.use_tool_id(self.TOOL, "gateway_labs.trace")
        callbacks = {
            events.PY_START: self._start,
            events.PY_RESUME: self._resume,
            events.PY_THROW: self._throw,
            events.LINE: self._line,
            events.PY_RETURN: self._return,
            events.PY_YIELD: self._yield,
            events.RAISE: self._raise,
            events.PY_UNWIND: self._unwind,
        }
        for event, callback in callbacks.items():
            api.register_callback(self.TOOL, event, callback)
        # Raise, unwind and throw can't be set for one code object; they are sorted out here.
        api.set_events(
            self.TOOL, events.PY_START | events.RAISE | events.PY_UNWIND | events.PY_THROW
        )
        api.restart_events()

    def stop(self) -> None:
        api, events = sys.monitoring, sys.monitoring.events
        api.set_events(self.TOOL, events.NO_EVENTS)
        for code in self.codes:
            api.set_local_events(self.TOOL, code, events.NO_EVENTS)
        for event in (
            events.PY_START, events.PY_RESUME, events.PY_THROW, events.LINE, events.PY_RETURN,
            events.PY_YIELD, events.RAISE, events.PY_UNWIND,
        ):  # fmt: skip
            api.register_callback(self.TOOL, event, None)
        api.free_tool_id(self.TOOL)

    def _start(self, code: CodeType, offset: int):
        if not self.monitor.wants(code):
            return sys.monitoring.DISABLE
        events = sys.monitoring.events
        wanted = events.LINE | events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        if sys.monitoring.get_local_events(self.TOOL, code) != wanted:
            self.codes.append(code)
            sys.monitoring.set_local_events(self.TOOL, code, wanted)
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
        # Where an exception only passes through, PY_UNWIND tells of it.
        if self.monitor.wants(code):
            self.monitor.tell(RAISE, sys._getframe(1), error)

    def _unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if self.monitor.wants(code):
            self.monitor.tell(RETURN, sys._getframe(1), error)


class _Tracing:
    """`sys.settrace`, for Python 3.11: a function for each thread that starts from now on."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.raised: dict[FrameType, BaseException] = {}

    def start(self) -> None:
        self.before = (sys.gettrace(), threading.gettrace())
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def stop(self) -> None:
        sys.settrace(self.before[0])
        threading.settrace(self.before[1])

    def _trace(self, frame: FrameType, event: str, value: object):
        if not self.monitor.wants(frame.f_code):
            return None
        # A frame that was begun before is resumed: 0 and 1 are the positions before its first line.
        kind = CALL if _is_fresh(frame) else RESUME
        self.monitor.tell(kind, frame)
        return self._local

    def _local(self, frame: FrameType, event: str, value: object):
        if event == "line":
            self.raised.pop(frame, None)
            self.monitor.tell(LINE, frame)
        elif event == "exception":
            error = value[1]
            if self.raised.get(frame) is not error:
                self.raised[frame] = error
                self.monitor.tell(RAISE, frame, error)
        elif event == "return":
            self._return(frame, value)
        return self._local

    def _return(self, frame: FrameType, value: object) -> None:
        error = self.raised.pop(frame, None)
        if _is_at_yield(frame) and error is None:
            self.monitor.tell(PAUSE, frame, value)
        else:
            self.monitor.tell(RETURN, frame, error if error is not None else value)


def _is_fresh(frame: FrameType) -> bool:
    """Whether the frame has run nothing yet but its own set-up."""
    code = frame.f_code.co_code
    before = {dis.opname[code[index]] for index in range(0, max(frame.f_lasti, 0), 2)}
    return before <= {"RESUME", "COPY_FREE_VARS", "MAKE_CELL", "RETURN_GENERATOR", "POP_TOP"}


def _is_at_yield(frame: FrameType) -> bool:
    code = frame.f_code.co_code
    return dis.opname[code[frame.f_lasti]] in ("YIELD_VALUE", "SEND", "RESUME")
