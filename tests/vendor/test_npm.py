"""Fetching: a network that is not there is said in one line, soon, and leaves nothing."""

import pytest

from gateway_labs.vendor import npm as module
from gateway_labs.vendor.npm import fetch_packages, lock_key, said
from gateway_labs.vendor.report import CannotPrepare, silent


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """npm has nothing in its own cache, and nobody listens where it looks."""
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")


@pytest.mark.usefixtures("no_network")
def test_without_a_network_it_says_so_and_leaves_nothing(cache):
    steps = []
    with pytest.raises(CannotPrepare, match="ECONNREFUSED") as caught:
        fetch_packages(cache, steps.append)
    assert "\n  Check the network and the proxy, then run `labs vendor`." in str(caught.value)
    assert steps == ["Fetching Pyodide and the editor with npm"]
    assert list(cache.folder.iterdir()) == []


@pytest.mark.usefixtures("no_network")
def test_a_proxy_that_is_not_there_is_said_too(cache, monkeypatch):
    monkeypatch.delenv("npm_config_registry")
    monkeypatch.setenv("npm_config_https_proxy", "http://127.0.0.1:9/")
    with pytest.raises(CannotPrepare, match="npm could not fetch the packages: "):
        fetch_packages(cache, silent)


def test_a_network_that_does_not_answer_has_a_limit(cache, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 0.01)
    with pytest.raises(CannotPrepare, match="longer than"):
        fetch_packages(cache, silent)
    assert list(cache.folder.iterdir()) == []


def test_packages_that_are_not_what_the_lock_says_are_refused(cache, monkeypatch, tmp_path):
    for name in ("package.json", "package-lock.json"):
        text = (module.WEB / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("sha512-", "sha512-AAAA"), encoding="utf-8")
    monkeypatch.setattr(module, "WEB", tmp_path)
    with pytest.raises(CannotPrepare, match="Integrity"):
        fetch_packages(cache, silent)
    assert list(cache.folder.iterdir()) == []


def test_the_key_changes_with_the_lock_and_the_system(monkeypatch, tmp_path):
    here = lock_key()
    monkeypatch.setattr(module.platform, "machine", lambda: "another")
    elsewhere = lock_key()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(module, "WEB", tmp_path)
    assert len({here, elsewhere, lock_key()}) == 3


@pytest.mark.parametrize(
    ("lines", "telling"),
    [
        (["npm error code E403", "npm error 403 Forbidden", "npm error more"], "403 Forbidden"),
        (["npm warn old", "npm error syscall write", "npm error no room"], "no room"),
        (["npm error code EWHAT"], "code EWHAT"),
        ([], "it ended without a word"),
    ],
)
def test_the_telling_line_of_npm(lines, telling):
    assert said("\n".join(lines)) == telling
