"""The page's bundles: from our sources and the lock's packages, under names of their content."""

import gzip

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.vendor import bundles as module
from gateway_labs.vendor.bundles import BUNDLES, bundles
from gateway_labs.vendor.report import CannotPrepare, silent

PANEL_LIMIT = 150_000
"""Bytes of gzip: the panel's own code."""


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Small sources of every bundle."""
    folder = tmp_path / "labs"
    folder.mkdir()
    for name in BUNDLES:
        (folder / name).write_text("" if name.endswith("css") else "export const n = 1\n")
    (folder / "worker.js").write_text('import {version} from "pyodide"\nconsole.log(version)\n')
    (folder / "panel.css").write_text('@import "./try_it.css";\n')
    (folder / "try_it.css").write_text(".a { color: red }\n")
    monkeypatch.setattr(module, "SOURCES", folder)
    return folder


def test_the_panel_is_small_enough(prepared):
    panel = [prepared.bundles[name] for name in ("panel.js", "panel.css")]
    assert sum(made.bytes for made in panel) < PANEL_LIMIT
    assert panel[0].bytes == len(gzip.compress(panel[0].path.read_bytes()))


def test_no_bundle_names_another_host(prepared):
    for name in ("panel.js", "panel.css", "board.js", "board.css"):
        text = prepared.bundles[name].path.read_text(encoding="utf-8")
        assert "://" not in text.replace("http://www.w3.org/2000/svg", ""), name


def test_only_what_changes_gets_another_name(sources, cache, modules):
    first = bundles(cache, modules, silent)
    (sources / "try_it.css").write_text(".a { color: blue }\n")
    second = bundles(cache, modules, silent)
    assert [n for n in BUNDLES if first[n].path.name != second[n].path.name] == ["panel.css"]
    assert "#00f" in second["panel.css"].path.read_text()


def test_what_is_bundled_is_not_bundled_again(sources, cache, modules):
    steps = []
    first = bundles(cache, modules, steps.append)
    assert bundles(cache, modules, steps.append) == first
    assert steps == ["Putting the editor together"]


def test_an_entry_that_is_missing_is_named(sources, cache, modules):
    (sources / "board.js").unlink()
    with pytest.raises(CourseError, match=r"board\.js: expected an entry of a bundle here"):
        bundles(cache, modules, silent)


def test_a_fault_in_a_source_says_where_and_is_no_excuse(sources, cache, modules):
    (sources / "panel.js").write_text('import {none} from "./board.js"\nnone()\n')
    with pytest.raises(CourseError, match=r"panel\.js:1:8") as caught:
        bundles(cache, modules, silent)
    assert not isinstance(caught.value, CannotPrepare)
    assert "main.js" not in str(caught.value)
