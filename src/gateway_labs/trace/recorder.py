"""The recorder: what the frames of a run did, by whom, and the messages between them, in order."""

import inspect
import linecache
import sysconfig
import threading
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

from gateway_labs.trace.actors import Actors
from gateway_labs.trace.event import Event, Step
from gateway_labs.trace.monitor import CALL, RAISE, RETURN, Monitor
from gateway_labs.trace.reprs import describe_error, short

MOST_EVENTS = 20_000
# How iterators, coroutines and generators end: no exception that a reader would call one.
_MECHANICS = (StopIteration, StopAsyncIteration, GeneratorExit)
# Frames of their own in Python 3.11 only.
_COMPREHENSIONS = {"<listcomp>", "<setcomp>", "<dictcomp>"}
_PACKAGES = Path(sysconfig.get_paths()["purelib"])
_STDLIB = Path(sysconfig.get_paths()["stdlib"])


@dataclass(frozen=True)
class Entry:
    """One event of the trace, and who did it: ids of a thread's and of a task's actor."""

    thread: str
    task: str | None
    what: Step | Event


@dataclass
class _Frame:
    number: int
    caller: int | None
    known: dict[str, str] = field(default_factory=dict)


class Recorder:
    """Collects a run's events. `files` are the paths whose lines are followed, absolute.

    Calls of the `ignored` code are left out. With `lines` false only calls and their ends are kept.
    `monitor()` is a block around the run. `on_call(name)` hears of each call as it happens, in the
    thread that makes it.
    """

    def __init__(
        self,
        files: tuple[Path, ...],
        root: Path,
        *,
        main_thread: str,
        lines: bool = True,
        ignored: Collection[CodeType] = (),
        on_call: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.root, self.lines, self.on_call = root, lines, on_call
        self.ignored = frozenset(ignored)
        self.actors = Actors(main_thread)
        self.entries: list[Entry] = []
        self.functions: dict[tuple[str, str], CodeType] = {}
        self.left_out = 0
        self._files = tuple(str(path) for path in files)
        self._frames: dict[FrameType, _Frame] = {}
        self._count = 0
        self._ended = False
        self._lock = threading.Lock()

    def monitor(self) -> AbstractContextManager:
        """Follows the code while the block runs."""
        return Monitor(lambda name: name.startswith(self._files), self._hear, lines=self.lines)

    def end(self) -> None:
        """What comes from now on is no part of the run."""
        self._ended = True

    def note(self, event: Event) -> None:
        """Add a message, as done by the running thread and task."""
        self._add(event)

    def _hear(self, kind: str, frame: FrameType, value: object) -> None:
        if self._ended or frame.f_code in self.ignored:
            return
        name = frame.f_code.co_qualname
        if kind == CALL and frame.f_code.co_name not in _COMPREHENSIONS:
            self._begin(frame)
        known = self._frames.get(frame)
        if known is None:
            return
        if kind == RAISE and isinstance(value, _MECHANICS):
            return
        step = Step(
            kind=kind,
            file=shown_path(frame.f_code.co_filename, self.root),
            name=name,
            line=frame.f_code.co_firstlineno if kind == CALL else frame.f_lineno,
            frame=known.number,
            caller=known.caller,
            changed=_changed(frame, known),
            value=_value(kind, value),
        )
        self._add(step)
        if kind == CALL:
            self.on_call(name)
        elif kind == RETURN:
            del self._frames[frame]

    def _begin(self, frame: FrameType) -> None:
        with self._lock:
            self._count += 1
            caller = next((self._frames[f] for f in _callers(frame) if f in self._frames), None)
            self._frames[frame] = _Frame(self._count, caller.number if caller else None)
        code = frame.f_code
        key = (shown_path(code.co_filename, self.root), code.co_qualname)
        self.functions.setdefault(key, code)

    def _add(self, what: Step | Event) -> None:
        if self._ended:
            return
        if len(self.entries) >= MOST_EVENTS:
            self.left_out += 1
            return
        self.entries.append(Entry(self.actors.thread(), self.actors.task(), what))


def _callers(frame: FrameType):
    caller = frame.f_back
    while caller is not None:
        yield caller
        caller = caller.f_back


def _changed(frame: FrameType, known: _Frame) -> dict[str, str]:
    """The locals whose text differs from that of the frame's last step."""
    now = {
        name: short(value)
        for name, value in frame.f_locals.items()
        if not name.startswith(("__", "@", "."))
    }
    changed = {name: text for name, text in sorted(now.items()) if known.known.get(name) != text}
    known.known = now
    return changed


def _value(kind: str, value: object) -> str | None:
    if kind == RAISE:
        return describe_error(value)
    if kind == RETURN:
        return describe_error(value) if isinstance(value, BaseException) else short(value)
    return None


@cache
def shown_path(filename: str, root: Path) -> str:
    """A file as a reader knows it: in its package, in the checkout, or by its name alone."""
    path = Path(filename)
    for base in (_PACKAGES, root, _STDLIB):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.name


def source_of(code: CodeType) -> str:
    """The source text of a function; "" where there is none."""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    try:
        return "".join(inspect.getblock(lines))
    except (IndentationError, SyntaxError):
        return ""
