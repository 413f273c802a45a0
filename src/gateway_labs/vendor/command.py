"""What `labs vendor` shows."""

import time
from collections.abc import Callable, Iterator

from ..strings import text
from .cache import Made
from .prepare import Prepared
from .report import Report

EVERY = 2.0
"""Seconds between two lines of one step."""


def progress(say: Callable[[str], None]) -> Report:
    """Says each step as it begins, and now and then how far it is."""
    begun, last, said = time.monotonic(), "", 0.0

    def report(words: str, done: int | None = None, total: int | None = None) -> None:
        nonlocal last, said
        now = time.monotonic() - begun
        if words == last and now < said + EVERY:
            return
        shown = text("vendor.part", words=words, done=done, total=total) if done else words
        last, said = words, now
        say(f"{now:5.1f} s  {shown}")

    return report


def show(prepared: Prepared, folder: str, paint: Callable[[str, str], str]) -> str:
    """The versions, each file with its sizes, and where all of it is."""
    versions = " · ".join(f"{name} {version}" for name, version in prepared.versions.items())
    head = text("vendor.head_file"), text("vendor.head_raw"), text("vendor.head_served")
    lines = [
        "",
        paint("strong", versions),
        "",
        paint("dim", _line(*head)),
        *_table(prepared.runtime),
        "",
        *_table(prepared.bundles),
        "",
        text("vendor.done", folder=folder),
    ]
    return "\n".join(lines)


def _table(files: dict[str, Made]) -> Iterator[str]:
    for name, made in files.items():
        yield _line(name, _size(made.raw), _size(made.bytes), made.path.name)
    raw, served = (sum(getattr(made, size) for made in files.values()) for size in ("raw", "bytes"))
    yield _line(text("vendor.together"), _size(raw), _size(served))


def _line(name: str, raw: str, served: str, path: str = "") -> str:
    return f"  {name:<10} {raw:>9} {served:>9}  {path}".rstrip()


def _size(count: int) -> str:
    return f"{count / 1e6:.2f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"
