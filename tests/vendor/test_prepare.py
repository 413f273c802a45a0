"""All of it together: the order, and what can't be helped."""

import errno

import pytest

from gateway_labs.vendor import prepare as module
from gateway_labs.vendor.cache import Made
from gateway_labs.vendor.prepare import CACHE, cache_of, prepare
from gateway_labs.vendor.report import CannotPrepare


def test_what_is_prepared_is_not_prepared_again(prepared, real_cache):
    steps = []
    assert prepare(real_cache, lambda words, *_: steps.append(words)) == prepared
    assert steps == []


def test_the_pages_scripts_are_there_before_the_runtime(prepared, real_cache):
    parts = []
    prepare(real_cache, partly=parts.append)
    (first,) = parts
    assert first.bundles == prepared.bundles
    assert first.runtime == {}


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "browser").write_text("a file is in the way")
    with pytest.raises(CannotPrepare, match=r"browser: cannot be used: .*exists") as caught:
        prepare(cache_of(tmp_path))
    assert "delete this folder" in str(caught.value)


def test_a_full_disk_is_said_and_leaves_nothing_half_done(cache, monkeypatch, tmp_path):
    def fill(cache, modules, report):
        def write(folder):
            (folder / "half").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

        cache.make("bundles", "key", write)

    monkeypatch.setattr(module, "fetch_packages", lambda cache, report: tmp_path)
    monkeypatch.setattr(module, "bundles", fill)
    with pytest.raises(CannotPrepare, match="No space left on device"):
        prepare(cache)
    assert [path.name for path in cache.folder.iterdir()] == ["lock"]


def test_the_files_that_it_names_are_there(prepared):
    for made in [*prepared.bundles.values(), *prepared.runtime.values()]:
        assert isinstance(made, Made)
        assert made.path.is_file()


def test_it_is_kept_where_git_does_not_look(root):
    ignored = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"/{CACHE.split('/')[0]}/" in ignored
