"""`labs watch`: the real command, a real save."""

import os
import queue
import subprocess
import sys
import threading

import pytest

from gateway_labs.lab.tree import end_tree, write_tree

LIMIT = 30


@pytest.fixture
def watching(course):
    """`labs watch 1` as a process, and a function that waits for a line with some words."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway_labs.cli", "watch", "1"],
        cwd=course.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
    )
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout])
    reader.start()

    def wait_for(words: str) -> str:
        while words not in (line := lines.get(timeout=LIMIT)):
            pass
        return line

    yield process, wait_for
    process.kill()
    process.wait()
    reader.join(5)
    process.stdout.close()


def test_a_save_is_checked_and_a_reset_does_not_end_it(course, watching):
    process, wait_for = watching
    lab = course.find("1")
    own = course.work / lab.id
    assert "task 1 of 2" in wait_for("Lab 01")
    wait_for("Watching work/01_first")
    write_tree(end_tree(course, lab), own)
    assert "all 2 tasks pass" in wait_for("Lab 01")
    assert "Next: lab 2" in wait_for("Next:")
    wait_for("Watching")
    (own / "app.py").write_text("def (")
    wait_for("SyntaxError")
    wait_for("Watching")
    subprocess.run(
        [sys.executable, "-m", "gateway_labs.cli", "reset", "1"],
        cwd=course.root,
        check=True,
        capture_output=True,
    )
    assert "task 1 of 2" in wait_for("Lab 01")
    assert process.poll() is None


@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is sent another way on Windows")
def test_ctrl_c_ends_it_without_a_traceback(watching):
    import signal

    process, wait_for = watching
    wait_for("Watching")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=LIMIT) == 0
