"""Where a program that hangs stands: the deepest of its own lines in each task and thread."""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

from gateway_labs.trace import wire


@dataclass(frozen=True)
class Place:
    """`file` and `line` of an own function; `receiving` if it waits in receive()."""

    file: str
    line: int
    name: str
    receiving: bool


def places(own: Callable[[str], bool]) -> list[Place]:
    """What each task and each thread is at; what blocks stands before what waits in receive()."""
    stacks = [_awaiting(task) for task in _tasks()]
    stacks += [_calls(frame) for frame in sys._current_frames().values()]
    found = [place for place in (_place(stack, own) for stack in stacks) if place]
    return sorted(found, key=lambda place: place.receiving)


def is_receiving() -> bool:
    """Whether any task waits in receive()."""
    return any(_in_receive(_awaiting(task)) for task in _tasks())


def _tasks() -> list[asyncio.Task]:
    """The tasks of all event loops: a sync program may have one of its own for an async view."""
    # By type(): isinstance would ask a lazy object for its class, which makes it.
    tasks = [found for found in gc.get_objects() if issubclass(type(found), asyncio.Task)]
    return sorted((task for task in tasks if not task.done()), key=asyncio.Task.get_name)


def _awaiting(task: asyncio.Task) -> list[FrameType]:
    """The frames of a suspended task, the outermost first."""
    return list(_chain(task.get_coro()))


def _chain(waiting: object) -> Iterator[FrameType]:
    while waiting is not None:
        for prefix, then in (("cr", "cr_await"), ("ag", "ag_await"), ("gi", "gi_yieldfrom")):
            frame = getattr(waiting, f"{prefix}_frame", None)
            if frame is not None:
                yield frame
                waiting = getattr(waiting, then)
                break
        else:
            return


def _calls(frame: FrameType | None) -> list[FrameType]:
    """The frames of a thread, the outermost first."""
    frames: list[FrameType] = []
    while frame is not None:
        frames.insert(0, frame)
        frame = frame.f_back
    return frames


def _place(stack: list[FrameType], own: Callable[[str], bool]) -> Place | None:
    for frame in reversed(stack):
        if own(frame.f_code.co_filename):
            code = frame.f_code
            return Place(code.co_filename, frame.f_lineno, code.co_qualname, _in_receive(stack))
    return None


def _in_receive(stack: list[FrameType]) -> bool:
    return any(
        frame.f_code.co_filename == wire.__file__ and frame.f_code.co_name == "recording_receive"
        for frame in stack
    )
