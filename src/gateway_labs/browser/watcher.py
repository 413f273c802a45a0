"""A watch over the learner's own code: where it is, told from within while it is busy.

The page ends a worker when a task's limit runs out, and a busy worker answers nothing then. So the
watch tells where the program is before that. It costs nothing but in loops and calls of the
learner's own code. It needs `sys.monitoring` (Python 3.12); without that, no line is told.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType

from gateway_labs.browser.clock import real_monotonic

FIRST = 0.5
"""The share of a limit after which the line is told first."""
AGAIN = 0.1
"""The share of a limit after which it is told again."""
TOOL = 4
"""The number of our tool for `sys.monitoring`, where 0 to 2 and 5 have their users."""


class Watch:
    """Calls `tell("path:line")` from the learner's code under `root` once a limit is half used."""

    def __init__(self, root: Path, tell: Callable[[str], None]) -> None:
        self.root, self.tell = root, tell
        self._due, self._again = float("inf"), 0.0

    def begin(self, limit: float) -> None:
        """A task with this limit in seconds begins now."""
        self._due, self._again = real_monotonic() + limit * FIRST, limit * AGAIN

    def end(self) -> None:
        """The task has ended."""
        self._due = float("inf")

    @contextlib.contextmanager
    def over_imports(self) -> Iterator[None]:
        """Watch each module that is imported from `root` in this block."""
        hook = FileFinder.path_hook((self._loader(), [".py"]))

        def path_hook(path: str):
            if not Path(path).is_relative_to(self.root):
                raise ImportError(path)
            return hook(path)

        sys.path_hooks.insert(0, path_hook)
        try:
            with self._monitoring():
                yield
        finally:
            sys.path_hooks.remove(path_hook)
            for path in [path for path in sys.path_importer_cache if self._is_ours(path)]:
                del sys.path_importer_cache[path]

    def _is_ours(self, path: str) -> bool:
        return Path(path).is_relative_to(self.root)

    def _loader(self) -> type[SourceFileLoader]:
        watch = self

        class Loader(SourceFileLoader):
            """Compiles each time: a new file may have the size and the time of the last one."""

            def get_code(self, fullname: str) -> CodeType:
                path = self.get_filename(fullname)
                code = self.source_to_code(self.get_data(path), path)
                watch._add(code)
                return code

        return Loader

    @contextlib.contextmanager
    def _monitoring(self) -> Iterator[None]:
        monitoring = getattr(sys, "monitoring", None)
        if monitoring is None:
            yield
            return
        events = monitoring.events
        monitoring.use_tool_id(TOOL, "gateway_labs")
        monitoring.register_callback(TOOL, events.JUMP, self._at)
        monitoring.register_callback(TOOL, events.PY_START, self._at)
        try:
            yield
        finally:
            monitoring.register_callback(TOOL, events.JUMP, None)
            monitoring.register_callback(TOOL, events.PY_START, None)
            monitoring.free_tool_id(TOOL)

    def _add(self, code: CodeType) -> None:
        monitoring = getattr(sys, "monitoring", None)
        if monitoring is None:
            return
        events = monitoring.events
        monitoring.set_local_events(TOOL, code, events.JUMP | events.PY_START)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._add(constant)

    def _at(self, code: CodeType, *offsets: int) -> None:
        now = real_monotonic()
        if now >= self._due:
            self._due = now + self._again
            path = Path(code.co_filename).relative_to(self.root).as_posix()
            self.tell(f"{path}:{sys._getframe(1).f_lineno}")
