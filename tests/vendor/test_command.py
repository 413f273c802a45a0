"""`labs vendor`: what it shows, and what it says when it can't."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from gateway_labs.vendor import command


@pytest.fixture
def labs_vendor():
    """`labs_vendor(folder, **environment)`: the command, as typed there."""

    def run(folder, **environment):
        program = "from gateway_labs.cli import main; import sys; sys.argv[1:] = ['vendor']; main()"
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=folder,
            env=os.environ | {"NO_COLOR": "1"} | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    return run


@pytest.mark.usefixtures("prepared")
def test_it_ends_with_the_versions_the_sizes_and_the_place(labs_vendor, root):
    done = labs_vendor(root / "docs")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^python 3\.\d+\.\d+ · pyodide [\d.]+ · django [\d.]+", done.stdout, re.M)
    for name in ("wasm", "asm", "stdlib", "packages", "engine", "together", "panel.js"):
        assert re.search(rf"^  {re.escape(name)} +[\d.]+ [kM]B +[\d.]+ [kM]B", done.stdout, re.M)
    assert "All of it is in .cache/gateway_labs/browser." in done.stdout


def test_without_a_network_it_is_one_clear_error(labs_vendor, tmp_path, root):
    shutil.copytree(root / "labs", tmp_path / "labs")
    done = labs_vendor(
        tmp_path,
        npm_config_registry="http://127.0.0.1:9/",
        npm_config_cache=str(tmp_path / "npm"),
    )
    assert done.returncode == 2
    assert re.fullmatch(
        r"labs: npm ci: npm could not fetch the packages: .*ECONNREFUSED.*\n"
        r"  Check the network and the proxy, .*\n",
        done.stderr,
    )
    assert done.stdout.splitlines() == ["  0.0 s  Fetching Pyodide and the editor with npm"]


def test_each_step_is_said_as_it_begins_and_now_and_then_how_far_it_is(monkeypatch):
    now = 0.0
    monkeypatch.setattr(command.time, "monotonic", lambda: now)
    said = []
    report = command.progress(said.append)
    report("Fetching")
    now = 1.0
    report("Compiling", 0, 50)
    for done in range(1, 50):
        now += 0.125
        report("Compiling", done, 50)
    assert said == [
        "  0.0 s  Fetching",
        "  1.0 s  Compiling",
        "  3.0 s  Compiling: 16 of 50",
        "  5.0 s  Compiling: 32 of 50",
        "  7.0 s  Compiling: 48 of 50",
    ]
