"""All of it, in the order in which a page can use it: the page's scripts first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..strings import text
from .bundles import bundles
from .cache import Cache, Made
from .npm import fetch_packages
from .report import CannotPrepare, Report, silent
from .runtime import Runtime

CACHE = ".cache/gateway_labs"
"""The project's cache, below its root."""


@dataclass(frozen=True)
class Prepared:
    """What is ready."""

    bundles: dict[str, Made] = field(default_factory=dict)
    """By entry: "panel.js", "panel.css", "board.js", "board.css", "worker.js"."""
    runtime: dict[str, Made] = field(default_factory=dict)
    """"wasm", "asm", "stdlib", "packages", "engine"; empty until all five are there."""
    versions: dict[str, str] = field(default_factory=dict)


def cache_of(folder: Path) -> Cache:
    """`folder` is the project's cache."""
    return Cache(folder / "browser")


def prepare(
    cache: Cache, report: Report = silent, partly: Callable[[Prepared], None] = lambda part: None
) -> Prepared:
    """Make what is not in the cache yet. `partly` hears when the bundles are there.

    What was finished stays in the cache. Raises CannotPrepare; any other CourseError is a fault of
    the project.
    """
    try:
        with cache.locked(lambda: report(text("vendor.waiting"))):
            modules = fetch_packages(cache, report)
            scripts = bundles(cache, modules, report)
            partly(Prepared(scripts))
            runtime = Runtime(cache, modules, report)
            return Prepared(scripts, runtime.files(), runtime.versions())
    except OSError as error:
        words = text("vendor.unusable", error=error), text("vendor.unusable_do")
        raise CannotPrepare(cache.folder, *words) from error
