"""The lock file says what is fetched, and how to know it; not from where."""

import json
import re

import pytest

from gateway_labs.vendor.npm import WEB


@pytest.fixture(scope="module")
def lock() -> dict:
    return json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def locked(lock) -> dict[str, dict]:
    return {name: entry for name, entry in lock["packages"].items() if name}


def test_it_names_no_address():
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text


def test_each_package_has_its_integrity(locked):
    assert [name for name, entry in locked.items() if "integrity" not in entry] == []
    assert {entry["integrity"].partition("-")[0] for entry in locked.values()} == {"sha512"}


def test_esbuild_is_there_for_every_system(locked):
    esbuild = locked["node_modules/esbuild"]["optionalDependencies"]
    assert {f"node_modules/{name}" for name in esbuild} <= set(locked)
    for system in ("linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "win32-x64"):
        assert f"@esbuild/{system}" in esbuild


def test_no_package_asks_to_run_a_program_but_esbuild_which_works_without(locked):
    asks = [name for name, entry in locked.items() if entry.get("hasInstallScript")]
    assert asks == ["node_modules/esbuild"]


def test_what_we_ask_for_is_one_version_each_and_the_locks(lock):
    asked = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    assert asked["private"]
    for part in ("dependencies", "devDependencies"):
        assert lock["packages"][""][part] == asked[part]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked[part].values())
