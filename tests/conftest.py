"""Fixtures that every part of the tests may use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
