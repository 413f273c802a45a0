"""The learner's own frames of a traceback, with paths as the learner knows them."""

import re
import traceback
from pathlib import Path

from gateway_labs.lab.record import CheckFailed, Stuck


def learner_traceback(error: BaseException, root: Path) -> str:
    """The traceback with only the frames of files under `root`, their paths made relative to it."""
    formatted = traceback.TracebackException.from_exception(error, limit=None, compact=True)
    _keep_frames(formatted, str(root), set())
    if not _has_frames(formatted) and not isinstance(error, SyntaxError):
        return ""
    lines = list(formatted.format(chain=False))
    if isinstance(error, CheckFailed):
        # What the check says stands in the report already; here only how it came there counts.
        lines = ["Traceback (most recent call last):\n", *formatted.stack.format()]
    return "".join(lines).replace(f"{root}/", "").strip()


def _keep_frames(formatted: traceback.TracebackException, root: str, seen: set[int]) -> None:
    if id(formatted) in seen:
        return
    seen.add(id(formatted))
    own = [frame for frame in formatted.stack if frame.filename.startswith(root)]
    formatted.stack = traceback.StackSummary.from_list(own)
    for inner in getattr(formatted, "exceptions", None) or ():
        _keep_frames(inner, root, seen)


def _has_frames(formatted: traceback.TracebackException) -> bool:
    inner = getattr(formatted, "exceptions", None) or ()
    return bool(formatted.stack) or any(_has_frames(part) for part in inner)


def learner_line(error: BaseException | None, root: Path) -> str | None:
    """ "path:line" of the deepest frame of the learner's in `error` or its causes, or None."""
    if isinstance(error, SyntaxError) and error.filename and _under(error.filename, root):
        return f"{Path(error.filename).relative_to(root).as_posix()}:{error.lineno or 1}"
    own = [
        f"{Path(frame.filename).relative_to(root).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__ if error else None)
        if _under(frame.filename, root)
    ]
    if own:
        return own[-1]
    inner = getattr(error, "exceptions", ()) or [
        cause for cause in (getattr(error, "__cause__", None),) if cause is not None
    ]
    return next((line for part in inner if (line := learner_line(part, root))), None)


def waiting_line(error: Stuck, root: Path) -> str | None:
    """ "path:line" of the learner's innermost frame that waits, or None."""
    own = (place for place in error.waiting if _under(place[0], root))
    filename, line = next(own, (None, 0))
    return f"{Path(filename).relative_to(root).as_posix()}:{line}" if filename else None


def _under(filename: str, root: Path) -> bool:
    return Path(filename).is_relative_to(root)


def dumped_line(dump: str, root: Path) -> str | None:
    """ "path:line" of the learner's innermost frame in faulthandler's dump, or None.

    faulthandler writes the most recent call first, a thread after another.
    """
    for filename, line in re.findall(r'File "(.+?)", line (\d+)', dump):
        if _under(filename, root):
            return f"{Path(filename).relative_to(root).as_posix()}:{line}"
    return None
