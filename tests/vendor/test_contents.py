"""What is in the packs is enough, and no more: asked in the interpreter that browsers get."""

import ast
from importlib.metadata import version
from pathlib import Path

import _pytest.fixtures
import pytest

from gateway_labs.vendor.trim import in_a_package, in_the_stdlib

HERE = Path(__file__).parent
LIMIT = 9_000_000
"""Bytes of the five files together, as they are served."""


@pytest.fixture(scope="module")
def probe(run_in_pyodide) -> dict:
    return run_in_pyodide(HERE / "probe_packages.py")


def test_the_five_files_are_small_enough(prepared):
    assert set(prepared.runtime) == {"wasm", "asm", "stdlib", "packages", "engine"}
    assert sum(made.bytes for made in prepared.runtime.values()) < LIMIT
    for made in prepared.runtime.values():
        assert made.bytes == made.path.stat().st_size


def test_a_name_changes_with_the_content(prepared):
    for name, made in prepared.runtime.items():
        assert made.path.name.startswith(f"{name}-")
        assert made.path.suffix == ".z"


def test_what_can_be_imported_of_the_standard_library_is_what_stock_pyodide_imports(
    run_in_pyodide,
):
    stock = set(run_in_pyodide(HERE / "probe_stdlib.py", stock=True))
    ours = set(run_in_pyodide(HERE / "probe_stdlib.py"))
    assert stock - ours == {"_pydatetime", "_pyio"}
    assert {"asyncio", "sqlite3", "unittest", "multiprocessing", "doctest", "pdb"} <= ours


def test_the_versions_are_the_installed_ones(probe, prepared):
    assert probe["versions"] == {name: version(name) for name in probe["versions"]}
    assert probe["versions"].items() <= prepared.versions.items()


def test_django_sets_up_and_finds_its_files(probe):
    found = probe["django"]
    assert found["migrations"] == ["auth", "contenttypes", "sessions", "sites"]
    assert {"migrate", "check", "test", "runserver"} <= set(found["commands"])
    assert found["date"] == "N j, Y"


def test_time_zones_that_django_needs_are_there(probe):
    assert probe["zones"] == ["UTC", "America/Chicago"]


def test_a_traceback_names_the_files_as_an_installation_does(probe):
    assert ["/lib/python3.14/site-packages/django/urls/base.py", "resolve"] in [
        [file, name] for file, _, name in probe["where"]
    ]
    assert all(line for _, line, _ in probe["where"])


def test_docstrings_are_gone_and_texts_are_there(probe):
    assert probe["docstrings"] == [None, None]
    assert probe["text"] == "That was the last lab."


def test_asserts_are_still_there(probe):
    source = Path(_pytest.fixtures.__file__).read_bytes()
    there = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    assert probe["asserts"] == len(there) > 0


def test_every_module_is_compiled_and_no_source_is_there(packs):
    for files in packs.values():
        assert not [path for path in files if path.endswith(".py")]
        assert not [path for path in files if "__pycache__" in path]


def test_the_engine_is_all_of_ours_that_runs_there(packs):
    tops = {"/".join(path.split("/")[:2]) for path in packs["engine"]}
    assert {f"gateway_labs/{part}" for part in ("lab", "trace", "browser", "strings")} <= tops
    assert {"gateway_labs/errors.pyc", "daphne/apps.pyc"} <= tops
    assert not [path for path in packs["engine"] if path.startswith("gateway_labs/site")]


@pytest.mark.parametrize(
    "path",
    [
        "django/conf/locale/en/LC_MESSAGES/django.mo",
        "django/conf/locale/en/formats.py",
        "django/conf/locale/__init__.py",
        "django/contrib/auth/locale/en/LC_MESSAGES/django.mo",
        "django/views/templates/technical_500.html",
        "django/db/backends/sqlite3/base.py",
        "django/something_new/of_next_year.py",
        "pygments/lexers/python.py",
        "tzdata/zoneinfo/Etc/UTC",
    ],
)
def test_needed(path):
    assert in_a_package(path)


@pytest.mark.parametrize(
    "path",
    [
        "django/conf/locale/de/LC_MESSAGES/django.mo",
        "django/conf/locale/de/formats.py",
        "django/conf/locale/en/LC_MESSAGES/django.po",
        "django/contrib/auth/locale/de/LC_MESSAGES/django.mo",
        "django/contrib/gis/db/models/fields.py",
        "django/db/backends/oracle/base.py",
        "django/http/__pycache__/request.cpython-313.pyc",
        "django-6.1.dist-info/RECORD",
        "pygments/lexers/ruby.py",
        "tzdata/zoneinfo/Europe/Berlin",
    ],
)
def test_left_out(path):
    assert not in_a_package(path)


@pytest.mark.parametrize("path", ["asyncio/events.py", "encodings/cp1252.py", "json/decoder.py"])
def test_needed_of_the_standard_library(path):
    assert in_the_stdlib(path)


@pytest.mark.parametrize(
    "path", ["encodings/cp437.py", "multiprocessing/pool.py", "asyncio/windows_events.py"]
)
def test_left_out_of_the_standard_library(path):
    assert not in_the_stdlib(path)
