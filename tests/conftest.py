"""Fixtures that every part of the tests may use."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway_labs.lab.format import Lab
from gateway_labs.lab.process import Checker
from gateway_labs.lab.progress import tree_digest
from gateway_labs.lab.report import Report
from gateway_labs.lab.tree import Tree
from gateway_labs.site.traces import recordings

ROOT = Path(__file__).resolve().parent.parent

BUILD_LIMIT = 600
"""Seconds for a build of the site with empty caches: it runs each snippet and each notebook."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout that is under test."""
    return ROOT


@pytest.fixture(scope="session")
def built_site(tmp_path_factory) -> Path:
    """The site as `mkdocs build --strict` makes it, once for all tests that look at it."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=BUILD_LIMIT,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def terminal_report() -> Iterator[Callable[[Lab, Tree], Report]]:
    """`terminal_report(lab, tree)`: what the terminal says of it. Each tree is checked once."""
    made: dict[tuple[str, str], Report] = {}
    with Checker() as checker:

        def report(lab: Lab, tree: Tree) -> Report:
            key = lab.id, tree_digest(tree)
            if key not in made:
                made[key] = checker.check(lab, tree)
            return made[key]

        yield report


@pytest.fixture(scope="session")
def recorded(tmp_path_factory) -> dict[str, dict]:
    """The traces of each scenario, recorded now: `recorded["hello"]["asgi"]`."""
    return recordings(ROOT, tmp_path_factory.mktemp("traces"))
