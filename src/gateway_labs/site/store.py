"""What one build made and a later one may take over, as JSON files in the cache."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PER_NAME = 4
"""How many results are kept under one name: a few versions side by side, not every draft."""


@dataclass(frozen=True)
class Store:
    """Results by a name (a page's path) and a key (of all that the result depends on)."""

    folder: Path

    def read(self, name: str, key: str) -> Any:
        """What was written, or None."""
        path = self._path(name, key)
        if not path.is_file():
            return None
        return json.loads(path.read_text(encoding="utf-8"))

    def write(self, name: str, key: str, data: Any) -> None:
        """Keep a result, and let go of all but the newest few under this name."""
        path = self._path(name, key)
        write_whole(path, json.dumps(data))
        same = path.parent.glob(f"{path.name.rpartition('-')[0]}-*.json")
        for old in sorted(same, key=lambda kept: kept.stat().st_mtime)[:-PER_NAME]:
            old.unlink(missing_ok=True)

    def _path(self, name: str, key: str) -> Path:
        return self.folder / f"{name.replace('/', '.')}-{key}.json"


def write_whole(path: Path, text: str) -> None:
    """Write at once, so that a build that is stopped leaves no half of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def key_of(*parts: object) -> str:
    """A key for parts whose `repr` says all of them."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def our_code() -> str:
    """A key of the modules beside this one: a change of ours makes everything anew."""
    return key_of([path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))])
