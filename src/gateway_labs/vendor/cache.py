"""The folder where all that is made here stays, shared by every process of this checkout."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PER_PART = 4
"""How many versions of a part are kept side by side: two versions of Django, before and after."""
IN_USE = 3600.0
"""Seconds: a part that was asked for so lately is kept in any case."""
LOCK_POLL = 0.2
LOCK_LIMIT = 1200.0
"""Seconds; after that we do the same work beside the other process, which breaks nothing."""


@dataclass(frozen=True)
class Made:
    """A file that is ready to be served."""

    path: Path
    bytes: int
    """Its size as it is served."""
    raw: int
    """Its size after decompression."""


@dataclass(frozen=True)
class Cache:
    """Parts by name and key. A part is a folder that is there whole, or not at all."""

    folder: Path

    def part(self, name: str, key: str) -> Path:
        return self.folder / f"{name}-{key}"

    def make(self, name: str, key: str, fill: Callable[[Path], None]) -> Path:
        """The part's folder; `fill` is called with an empty folder if it is not there yet."""
        wanted = self.part(name, key)
        if wanted.is_dir():
            with contextlib.suppress(OSError):
                os.utime(wanted)
            return wanted
        self.folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f"part-{name}-", dir=self.folder))
        try:
            fill(part)
            part.chmod(0o755)
            with contextlib.suppress(OSError):
                part.replace(wanted)  # another process may have been quicker
            if not wanted.is_dir():
                raise FileNotFoundError(wanted)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._prune(name)
        return wanted

    def _prune(self, name: str) -> None:
        same = [path for path in self.folder.glob(f"{name}-*") if path.is_dir()]
        until = time.time() - IN_USE
        for old in sorted(same, key=lambda path: path.stat().st_mtime)[:-PER_PART]:
            if old.stat().st_mtime < until:
                shutil.rmtree(old, ignore_errors=True)

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for now; if the process is killed, the next one removes it."""
        with tempfile.TemporaryDirectory(prefix="part-", dir=self.folder) as name:
            yield Path(name)

    @contextlib.contextmanager
    def locked(self, waiting: Callable[[], None]) -> Iterator[None]:
        """One process at a time; `waiting` is called once if it is another one's turn.

        The lock is the system's: it goes with its process, however that ends.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "ab") as file:
            until, told = time.monotonic() + LOCK_LIMIT, False
            while not (held := _lock(file.fileno())) and time.monotonic() < until:
                if not told:
                    waiting()
                    told = True
                time.sleep(LOCK_POLL)
            if held:
                self._remove_parts()
            yield

    def _remove_parts(self) -> None:
        """What a process left that was ended in the middle. Only with the lock."""
        for left in self.folder.glob("part-*"):
            shutil.rmtree(left, ignore_errors=True)


def _lock(file: int) -> bool:
    """Try to take the lock; it is let go when the file is closed."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # Windows says "permission denied" for a taken lock. A file system without locks: go on.
        return not (os.name == "nt" and isinstance(error, PermissionError))
    return True


def key_of(*parts: bytes | str) -> str:
    """A key for all of the parts, in this order."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "little") + data)
    return found.hexdigest()[:16]


def short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def write_list(folder: Path, files: dict[str, Made], **more: Any) -> None:
    """What is in a part: {"files": {name: {"path", "bytes", "raw"}}, …}."""
    listed = {
        name: {"path": made.path.name, "bytes": made.bytes, "raw": made.raw}
        for name, made in files.items()
    }
    (folder / "list.json").write_text(json.dumps({"files": listed, **more}), encoding="utf-8")


def read_list(folder: Path) -> dict[str, Made]:
    listed = json.loads((folder / "list.json").read_text(encoding="utf-8"))["files"]
    return {
        name: Made(folder / entry["path"], entry["bytes"], entry["raw"])
        for name, entry in listed.items()
    }
