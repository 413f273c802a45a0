"""Runs snippets as the site does: alone, in an interpreter of their own, with a limit."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds; the site's own limit is 30, a test machine may be slower

Run = Callable[[str], subprocess.CompletedProcess]


def run_alone(path: str) -> subprocess.CompletedProcess:
    """Run one snippet, `path` from the repository's root. Text output, UTF-8, stderr in stdout."""
    process = subprocess.Popen(
        [sys.executable, path],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        # The servers that the snippet started are in its session; they end with it.
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, output)


@pytest.fixture(scope="session")
def run_snippet_again() -> Run:
    """Run a snippet, whether or not it ran before."""
    return run_alone


@pytest.fixture(scope="session")
def run_snippet() -> Run:
    """Run a snippet once in a test session; a second call gives the first result."""
    return cache(run_alone)
