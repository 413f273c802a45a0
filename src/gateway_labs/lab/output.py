"""What the learner's program prints: the start and the end of it, however much there is."""

import io
import sys
from collections import deque

from gateway_labs.strings import text

KEPT = 4000


class Nowhere(io.TextIOBase):
    """A text stream that drops what is written."""

    def writable(self) -> bool:
        return True

    def write(self, content: str) -> int:
        return len(content)


class BoundedOutput(io.TextIOBase):
    """Stands for sys.stdout and sys.stderr; keeps the first and the last 4,000 characters."""

    def __init__(self) -> None:
        self.take()

    def __enter__(self) -> "BoundedOutput":
        self._before = (sys.stdout, sys.stderr)
        # pytest's own lines go nowhere: its reporter takes the stream that it finds at the start.
        sys.stdout = sys.stderr = Nowhere()
        return self

    def __exit__(self, *exc_info) -> None:
        sys.stdout, sys.stderr = self._before

    def listen(self) -> None:
        """From now on, what is printed is kept."""
        sys.stdout = sys.stderr = self

    def writable(self) -> bool:
        return True

    def write(self, content: str) -> int:
        room = max(0, KEPT - self._head_size)
        if room:
            self._head.append(content[:room])
            self._head_size += min(room, len(content))
        rest = content[room:]
        if rest:
            self._left_out += len(rest)
            self._tail.append(rest[-KEPT:])
            self._tail_size += len(self._tail[-1])
            while self._tail_size - len(self._tail[0]) >= KEPT:
                self._tail_size -= len(self._tail.popleft())
        return len(content)

    def take(self) -> str:
        """What was printed since the last call."""
        kept = self.__dict__
        result = ""
        if "_head" in kept:
            tail = "".join(self._tail)[-KEPT:]
            left_out = self._left_out - len(tail)
            cut = f"\n{text('check.output_cut', count=left_out)}\n" if left_out else ""
            result = "".join(self._head) + cut + tail
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._head_size = self._tail_size = self._left_out = 0
        return result
