"""The browser's files in the site: ready, being prepared, or absent with the reason."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.site import browser_files as module
from gateway_labs.site.browser_files import BrowserFiles
from gateway_labs.site.browser_manifest import FOLDER, MANIFEST
from gateway_labs.vendor.cache import Made
from gateway_labs.vendor.prepare import Prepared
from gateway_labs.vendor.report import CannotPrepare

NO_NETWORK = {"npm_config_registry": "http://127.0.0.1:9/", "GATEWAY_LABS_BROWSER": "1"}
ENTRIES = ("panel.js", "panel.css", "board.js", "board.css", "worker.js")


class Work:
    """Stands where the work is done: it goes on when the test says so."""

    def __init__(self, folder: Path):
        self.folder, self.go, self.calls = folder, threading.Event(), 0
        self.error: Exception | None = None
        self.version = "1"

    def made(self, name: str) -> Made:
        stem, _, suffix = name.partition(".")
        path = self.folder / f"{stem}-{self.version}.{suffix or 'z'}"
        path.write_text(name)
        return Made(path, 1, 2)

    def __call__(self, cache, report, partly):
        self.calls += 1
        report("Fetching")
        if self.error:
            raise self.error
        bundles = {name: self.made(name) for name in ENTRIES}
        partly(Prepared(bundles))
        report("Compiling", 1, 2)
        while not self.go.wait(0.01):
            report("Compiling", 1, 2)
        return Prepared(bundles, {"wasm": self.made("wasm")}, {"python": "3.14.2"})


@pytest.fixture
def work(tmp_path, monkeypatch) -> Work:
    folder = tmp_path / "made"
    folder.mkdir()
    work = Work(folder)
    monkeypatch.setattr(module, "prepare", work)
    monkeypatch.setattr(module, "TELL", 0)
    return work


@pytest.fixture
def site_dir(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def build(tmp_path, site_dir, work):
    """`build(files)`: one build by MkDocs, as far as the browser's files are concerned."""
    started = []

    def run(files: BrowserFiles) -> dict:
        started.append(files)
        files.begin(tmp_path / "cache")
        for path in sorted(site_dir.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        files.put_into(site_dir, json.dumps)
        return manifest(site_dir)

    yield run
    work.go.set()
    for files in started:
        files.end()


def manifest(site) -> dict:
    return json.loads((site / MANIFEST).read_text(encoding="utf-8"))


def until(site, state) -> dict:
    for _ in range(500):
        if (found := manifest(site))["state"] == state:
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def there(site) -> set[str]:
    return {
        path.relative_to(site / FOLDER).as_posix()
        for path in (site / FOLDER).rglob("*")
        if path.is_file()
    }


ALL = {
    "manifest.json", "panel-1.js", "panel-1.css", "board-1.js", "board-1.css", "worker-1.js",
    "runtime/wasm-1.z",
}  # fmt: skip


def test_a_build_is_complete_when_it_ends(work, build, site_dir):
    work.go.set()
    found = build(BrowserFiles(serving=False))
    assert found == {
        "state": "ready",
        "runtime": {
            "files": {"wasm": {"path": "runtime/wasm-1.z", "bytes": 1, "raw": 2}},
            "bytes": 1,
        },
        "versions": {"python": "3.14.2"},
        "panel": {"js": "panel-1.js", "css": "panel-1.css"},
        "board": {"js": "board-1.js", "css": "board-1.css"},
        "worker": "worker-1.js",
    }
    assert there(site_dir) == ALL


def test_serving_does_not_wait_and_tells_how_far_it_is(work, build, site_dir):
    found = build(BrowserFiles(serving=True))
    assert (found["state"], found["runtime"]) == ("preparing", None)
    for _ in range(500):
        if "worker" in manifest(site_dir):
            break
        time.sleep(0.01)
    found = manifest(site_dir)
    assert found["step"] == "Compiling: 1 of 2"
    assert found["panel"] == {"js": "panel-1.js", "css": "panel-1.css"}
    assert "panel-1.js" in there(site_dir)
    work.go.set()
    assert until(site_dir, "ready")["runtime"]["bytes"] == 1
    assert there(site_dir) == ALL


def test_a_rebuild_puts_the_files_there_again(work, build, site_dir):
    work.go.set()
    files = BrowserFiles(serving=True)
    build(files)
    until(site_dir, "ready")
    work.version = "2"
    build(files)
    until(site_dir, "ready")
    # Those of before may be there too: a page could use them meanwhile.
    assert there(site_dir) >= {name.replace("-1.", "-2.") for name in ALL}
    assert manifest(site_dir)["worker"] == "worker-2.js"


def test_a_rebuild_meanwhile_asks_for_one_more_round(work, build, site_dir):
    files = BrowserFiles(serving=True)
    build(files)
    for _ in range(3):
        assert build(files)["state"] == "preparing"
    assert work.calls == 1
    work.go.set()
    until(site_dir, "ready")
    for _ in range(500):
        if work.calls == 2:
            break
        time.sleep(0.01)
    assert work.calls == 2


@pytest.mark.parametrize("serving", [True, False])
def test_what_cannot_be_helped_is_said_once(work, build, site_dir, serving, caplog):
    work.error = CannotPrepare("npm ci", "no network", "Look at the proxy.")
    files = BrowserFiles(serving)
    for _ in range(2):
        build(files)
        found = until(site_dir, "absent")
        assert found["reason"] == "npm ci: no network\n  Look at the proxy."
    (said,) = caplog.records
    assert said.levelno == logging.WARNING
    assert "built without the labs in the browser. npm ci: no network" in said.getMessage()
    assert not said.name.startswith("mkdocs")  # whose warnings fail a strict build
    assert there(site_dir) == {"manifest.json"}


def test_it_is_tried_again_at_the_next_build(work, build, site_dir):
    files = BrowserFiles(serving=False)
    work.error = CannotPrepare("npm ci", "no network")
    assert build(files)["state"] == "absent"
    work.error = None
    work.go.set()
    assert build(files)["state"] == "ready"


def test_a_fault_of_ours_fails_the_build(work, build):
    work.error = CourseError("panel.js", "a fault")
    with pytest.raises(CourseError, match="a fault"):
        build(BrowserFiles(serving=False))


def test_a_fault_of_ours_is_an_error_while_serving(work, build, site_dir, caplog):
    work.error = RuntimeError("a fault")
    build(BrowserFiles(serving=True))
    assert until(site_dir, "absent")["reason"] == "a fault"
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_it_can_be_switched_off(work, build, site_dir, monkeypatch):
    monkeypatch.setenv("GATEWAY_LABS_BROWSER", "0")
    found = build(BrowserFiles(serving=False))
    assert found == {"state": "absent", "reason": "GATEWAY_LABS_BROWSER=0 is set"}
    assert work.calls == 0


def test_the_end_of_mkdocs_is_the_end_of_the_work(work, build):
    files = BrowserFiles(serving=True)
    build(files)
    thread = files._work
    files.end()
    thread.join(5)
    assert not thread.is_alive()


class TestWithMkDocs:
    """The whole of it, in processes of their own."""

    def test_a_strict_build_without_network_succeeds_and_says_so_once(self, site, tmp_path):
        environment = NO_NETWORK | {"npm_config_cache": str(tmp_path / "npm")}
        built = site.build("# Page\n", "--strict", "--quiet", **environment)
        assert built.returncode == 0, built.stderr
        assert built.stderr.count("built without the labs in the browser") == 1
        assert "ECONNREFUSED" in built.stderr
        found = manifest(site.folder / "built")
        assert found["state"] == "absent"
        assert "ECONNREFUSED" in found["reason"]
        assert "Page" in site.page().text

    def test_the_switch_needs_no_word(self, site):
        built = site.build("# Page\n", "--strict", "--quiet")
        assert (built.returncode, built.stderr) == (0, "")
        assert manifest(site.folder / "built")["state"] == "absent"

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
    def test_serving_without_an_answer_from_the_network_ends_at_once(self, site, tmp_path):
        """Somebody listens there, and never says anything."""
        with socket.create_server(("127.0.0.1", 0)) as silent, socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            site.write("docs/index.md", "# Page\n")
            registry = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            environment = NO_NETWORK | {"npm_config_registry": registry}
            server = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
                cwd=site.folder,
                env=os.environ | environment | {"npm_config_cache": str(tmp_path / "npm")},
                stderr=subprocess.DEVNULL,
            )
            try:
                found = json.loads(answer(f"http://127.0.0.1:{port}/{MANIFEST}"))
                assert found["state"] == "preparing"
                assert found["step"] == "Fetching Pyodide and the editor with npm"
                silent.settimeout(20)
                npm, _ = silent.accept()
                server.send_signal(signal.SIGINT)
                server.wait(timeout=10)
                npm.settimeout(10)
                while npm.recv(1000):  # until npm is gone
                    pass
            finally:
                server.kill()
                server.wait()


def answer(url: str) -> bytes:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(url)
