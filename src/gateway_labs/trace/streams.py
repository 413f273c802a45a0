"""Streams and process groups of an interpreter that runs somebody's program for us."""

import contextlib
import os
import signal
from typing import TextIO


def take_streams() -> tuple[TextIO, TextIO]:
    """Keep stdout and stdin for ourselves: gives (answers, jobs).

    The program reads an empty stdin, and what it writes to stdout goes to stderr.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return answers, jobs


def end_group(pid: int) -> None:
    """Kill what is left of the process group of `pid`."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
