"""A small site that a test can build: our mkdocs.yml, without our pages. And a recorded run."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup


@pytest.fixture(scope="session")
def hello(root) -> dict[str, dict]:
    """The traces of the scenario "hello", recorded now."""
    command = [sys.executable, "-m", "gateway_labs.trace.scenario"]
    recorded = subprocess.run(
        [*command, root / "snippets" / "scenarios" / "hello.py"],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        timeout=60,
    )
    assert recorded.returncode == 0, recorded.stderr
    return json.loads(recorded.stdout)


@pytest.fixture
def site(tmp_path, root):
    """A small site with our mkdocs.yml, without the pages: `site.build("text of index.md")`."""
    return Site(tmp_path, root)


QUIET = {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}


class Site:
    def __init__(self, folder, root):
        self.folder = folder
        for name in ("docs", "labs", "snippets", "src"):
            (folder / name).mkdir()
        shutil.copytree(root / "docs" / "assets", folder / "docs" / "assets")
        text = (root / "mkdocs.yml").read_text(encoding="utf-8")
        (folder / "mkdocs.yml").write_text(text.partition("\nnav:\n")[0], encoding="utf-8")

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def build(self, page, *arguments, **environment):
        """Without the labs in the browser, which take their time, unless `environment` says so."""
        self.write("docs/index.md", page)
        command = [sys.executable, "-m", "mkdocs", "build", "-f", self.folder / "mkdocs.yml"]
        return subprocess.run(
            [*command, "-d", self.folder / "built", *arguments],
            cwd="/",
            env=os.environ | QUIET | {"GATEWAY_LABS_BROWSER": "0"} | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    def page(self, name="index.html"):
        html = (self.folder / "built" / name).read_text(encoding="utf-8")
        return BeautifulSoup(html, "html.parser")
