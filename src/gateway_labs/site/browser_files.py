"""The browser's files in the site: prepared beside the build, and put there when they are ready.

`mkdocs build` waits for them at its end. `mkdocs serve` does not: the manifest says what is going
on, and a page looks there until all is ready.
"""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ..strings import text
from ..vendor.cache import Made
from ..vendor.prepare import Prepared, cache_of, prepare
from ..vendor.report import CannotPrepare
from .browser_manifest import FOLDER, MANIFEST
from .store import write_whole

SWITCH = "GATEWAY_LABS_BROWSER"
GLANCE = 5.0
"""Seconds that `mkdocs serve` waits to hear whether anything has to be made at all."""
TELL = 0.5
"""Seconds between two words on how far it is; a page looks once a second."""
FAREWELL = 0.5
"""Seconds for the work to end when MkDocs does."""

# Not one of MkDocs' own, whose warnings fail a strict build.
log = logging.getLogger("gateway_labs")

Write = Callable[[Mapping[str, object]], str]
"""From what is prepared, in the shape of the manifest, to the manifest's text."""


class Stopped(Exception):
    """MkDocs is at its end."""


class BrowserFiles:
    """One for all builds of a `mkdocs` process."""

    def __init__(self, serving: bool) -> None:
        self.serving = serving
        self._lock = threading.Lock()
        self._work: threading.Thread | None = None
        self._again = self._stopping = False
        self._known = threading.Event()
        self._told = 0.0
        self._fault: Exception | None = None
        self._warned: str | None = None
        self._state: dict[str, object] = {"state": "preparing"}
        self._files: dict[str, Path] = {}
        self._site: tuple[Path, Write] | None = None

    def begin(self, cache: Path) -> None:
        """A build begins: see to it in the background that everything is there."""
        with self._lock:
            self._site = None  # MkDocs empties it
            if os.environ.get(SWITCH) == "0":
                self._absent(text("vendor.switched_off", name=SWITCH))
                return
            self._known.clear()
            self._fault, self._again = None, True
            if self._work is None:
                self._work = threading.Thread(target=self._prepare, args=(cache,), daemon=True)
                self._work.start()

    def put_into(self, site: Path, write: Write) -> None:
        """The build is at its end: put the files and the manifest into the site."""
        if self.serving:
            self._known.wait(GLANCE)
        else:
            self._finish()
        with self._lock:
            self._site = site, write
            self._publish()

    def end(self) -> None:
        """Stop the work, if it goes on."""
        self._stopping = True
        if work := self._work:
            work.join(FAREWELL)

    def _finish(self) -> None:
        while (work := self._work) and work.is_alive():
            work.join(0.2)  # not longer, for Ctrl+C on Windows
        if self._fault:
            raise self._fault

    def _prepare(self, cache: Path) -> None:
        while self._wanted():
            try:
                prepared = prepare(cache_of(cache), self._report, self._partly)
            except Stopped:
                return
            except CannotPrepare as error:
                self._cannot(error)
            except Exception as error:  # a fault of ours: the build fails with it
                self._failed(error)
            else:
                self._ready(prepared)

    def _wanted(self) -> bool:
        """Whether there is work; a build that begins meanwhile asks for one more round."""
        with self._lock:
            wanted, self._again = self._again, False
            if not wanted:
                self._work = None
            return wanted

    def _report(self, words: str, done: int | None = None, total: int | None = None) -> None:
        if self._stopping:
            raise Stopped
        if done and time.monotonic() < self._told + TELL:
            return
        self._told = time.monotonic()
        step = text("vendor.part", words=words, done=done, total=total) if total else words
        with self._lock:
            self._state = {**self._state, "state": "preparing", "step": step, "runtime": None}
            self._publish()
        self._known.set()

    def _partly(self, prepared: Prepared) -> None:
        with self._lock:
            self._state |= _bundles(prepared)
            self._files = _files(prepared)
            self._publish()

    def _ready(self, prepared: Prepared) -> None:
        with self._lock:
            self._state = {
                "state": "ready",
                "runtime": _runtime(prepared),
                "versions": prepared.versions,
                **_bundles(prepared),
            }
            self._files = _files(prepared)
            self._publish()
        self._known.set()

    def _cannot(self, error: CannotPrepare) -> None:
        if self._warned != str(error):
            self._warned = str(error)
            log.warning("WARNING -  %s", text("vendor.without", error=error))
        with self._lock:
            self._absent(str(error))

    def _failed(self, error: Exception) -> None:
        if self.serving:
            log.error("ERROR   -  %s", text("vendor.without", error=error), exc_info=error)
        self._fault = error
        with self._lock:
            self._absent(str(error))

    def _absent(self, reason: str) -> None:
        self._state, self._files = {"state": "absent", "reason": reason}, {}
        self._publish()
        self._known.set()

    def _publish(self) -> None:
        """Put what there is into the site, the manifest last. Only with the lock."""
        if self._site is None:
            return
        site, write = self._site
        try:
            for name, source in self._files.items():
                _copy(source, site / FOLDER / name)
            write_whole(site / MANIFEST, write(self._state))
        except FileNotFoundError:
            if self.serving and not site.is_dir():
                return  # the server has ended, and its folder with it
            raise


def _copy(source: Path, to: Path) -> None:
    """Its name says its content: if it is there, it is the same."""
    if not to.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        part = to.with_name(f"{to.name}.{os.getpid()}.part")
        shutil.copyfile(source, part)
        part.replace(to)


def _bundles(prepared: Prepared) -> dict[str, object]:
    made = prepared.bundles
    pairs = {
        name: {kind: made[f"{name}.{kind}"].path.name for kind in ("js", "css")}
        for name in ("panel", "board")
    }
    return pairs | {"worker": made["worker.js"].path.name}


def _runtime(prepared: Prepared) -> dict[str, object]:
    files = {
        name: {"path": _runtime_path(made), "bytes": made.bytes, "raw": made.raw}
        for name, made in prepared.runtime.items()
    }
    return {"files": files, "bytes": sum(made.bytes for made in prepared.runtime.values())}


def _files(prepared: Prepared) -> dict[str, Path]:
    """Where each file is now, by its path beside the manifest."""
    found = {made.path.name: made.path for made in prepared.bundles.values()}
    return found | {_runtime_path(made): made.path for made in prepared.runtime.values()}


def _runtime_path(made: Made) -> str:
    return f"runtime/{made.path.name}"
