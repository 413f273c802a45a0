"""The page's scripts and styles, each bundled from its entry in `gateway_labs/web/labs/`."""

import gzip
from pathlib import Path

from ..errors import CourseError
from ..strings import text
from .cache import Cache, Made, key_of, read_list, short_hash, write_list
from .node import NodeError, run_node
from .npm import WEB, lock_key
from .report import Report

HERE = Path(__file__).parent
SOURCES = WEB / "labs"
BUNDLES = ("panel.js", "panel.css", "board.js", "board.css", "worker.js")
LIMIT = 120.0
"""Seconds; esbuild needs less than one."""


def bundles(cache: Cache, modules: Path, report: Report) -> dict[str, Made]:
    """By entry. `Made.bytes` is what gzip makes of it; a host may send it so."""
    own = [HERE / "bundle.mjs", HERE / "bundles.py"]
    # The player's small means to make elements are used here, too.
    found = [path for folder in (SOURCES, WEB / "player") for path in folder.rglob("*")]
    sources = sorted(path for path in found if path.suffix in (".js", ".css"))
    parts = [part for path in own + sources for part in (path.name, path.read_bytes())]

    def fill(folder: Path) -> None:
        report(text("vendor.bundle"))
        write_list(folder, _bundled(cache, modules, folder))

    return read_list(cache.make("bundles", key_of(lock_key(), *BUNDLES, *parts), fill))


def _bundled(cache: Cache, modules: Path, folder: Path) -> dict[str, Made]:
    missing = [name for name in BUNDLES if not (SOURCES / name).is_file()]
    if missing:
        raise CourseError(SOURCES / missing[0], text("vendor.no_entry"))
    with cache.scratch() as made:
        arguments = [str(modules), str(made), *(str(SOURCES / entry) for entry in BUNDLES)]
        try:
            run_node(HERE / "bundle.mjs", *arguments, cwd=made, limit=LIMIT)
        except NodeError as error:
            raise CourseError(SOURCES, text("vendor.node_failed", error=error)) from error
        return {entry: _kept(made / entry, folder) for entry in BUNDLES}


def _kept(file: Path, folder: Path) -> Made:
    content = file.read_bytes()
    path = folder / f"{file.stem}-{short_hash(content)}{file.suffix}"
    path.write_bytes(content)
    return Made(path, len(gzip.compress(content, mtime=0)), len(content))
