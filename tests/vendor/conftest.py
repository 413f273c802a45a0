"""What is built for the browser, really built, once: in the checkout's own cache."""

import io
import json
import subprocess
import sys
import zipfile
from gzip import decompress
from pathlib import Path

import pytest

from gateway_labs.vendor.cache import Cache
from gateway_labs.vendor.node import node_program
from gateway_labs.vendor.npm import fetch_packages
from gateway_labs.vendor.pack import read_pack
from gateway_labs.vendor.prepare import CACHE, Prepared, cache_of, prepare
from gateway_labs.vendor.report import silent

RUN = Path(__file__).with_name("run_in_pyodide.mjs")


@pytest.fixture(scope="session")
def real_cache(root) -> Cache:
    return cache_of(root / CACHE)


@pytest.fixture(scope="session")
def prepared(real_cache) -> Prepared:
    """All of it, as `labs vendor` makes it."""
    return prepare(real_cache)


@pytest.fixture(scope="session")
def modules(real_cache, prepared) -> Path:
    """npm's folder."""
    return fetch_packages(real_cache, silent)


@pytest.fixture(scope="session")
def packs(prepared) -> dict[str, dict[str, bytes]]:
    """The files in "packages" and "engine" by path, and of "stdlib"."""
    raw = {name: decompress(made.path.read_bytes()) for name, made in prepared.runtime.items()}
    with zipfile.ZipFile(io.BytesIO(raw["stdlib"])) as archive:
        stdlib = {name: archive.read(name) for name in archive.namelist()}
    return {name: read_pack(raw[name]) for name in ("packages", "engine")} | {"stdlib": stdlib}


@pytest.fixture(scope="session")
def run_in_pyodide(prepared, modules, tmp_path_factory):
    """`run_in_pyodide(program)`: the program's JSON, in the interpreter that browsers get."""
    files = {name: str(made.path) for name, made in prepared.runtime.items()}

    def run(program: Path, *, stock: bool = False):
        job = {"pyodide": str(modules / "pyodide"), "files": {} if stock else files}
        job |= {"program": str(program), "scratch": str(tmp_path_factory.mktemp("pyodide"))}
        done = subprocess.run(
            [node_program(), RUN, json.dumps(job)],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture
def cache(tmp_path) -> Cache:
    """An empty one."""
    return Cache(tmp_path / "browser")


@pytest.fixture
def python():
    """`python(program, *arguments)`: a process that runs the program's text."""
    started = []

    def start(program: str, *arguments: object) -> subprocess.Popen:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
