"""Running Python in the build, for results that are kept: a process of its own, with a limit."""

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("django", "channels", "asgiref", "daphne", "uvicorn")
"""Other versions of these may give another result."""

AT_ONCE = 2
"""How many processes run at the same time."""

LAST_LINES = 15
"""How much of a failing run's output an error shows."""


class TookTooLong(Exception):
    """The process was ended at its limit; the argument is what it had printed."""


def run_python(
    arguments: list[str],
    folder: Path,
    limit: float,
    *,
    stderr: int = subprocess.STDOUT,
    more: dict[str, str] | None = None,
) -> tuple[int, str, str | None]:
    """Run `python arguments` in `folder`: its exit code, stdout, and stderr if that is a PIPE.

    `more` is added to the environment. TookTooLong after `limit` seconds.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment() | (more or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        _end(process)
        raise TookTooLong(process.communicate()[0]) from None
    return process.returncode, output, errors


def environment() -> dict[str, str]:
    """Ours without settings of the caller's that change what a program prints."""
    drop = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONWARNINGS", "FORCE_COLOR"}
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        "PYTHON_COLORS": "0",
        "COLUMNS": "80",
    }
    return {name: value for name, value in os.environ.items() if name not in drop} | fixed


def versions() -> list[str]:
    """What a key of a kept result holds of the interpreter and of the packages."""
    return [sys.version, *(f"{name} {version(name)}" for name in PACKAGES)]


def last_lines(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.splitlines()[-LAST_LINES:])


def _end(process: subprocess.Popen) -> None:
    """End the program and the servers that it may have started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
