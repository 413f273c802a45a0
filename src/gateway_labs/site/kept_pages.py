"""Rendered pages, kept between builds: Markdown to HTML is most of a build's time.

A page is kept under a key made of all that its HTML depends on: its Markdown, the files that it
includes, the keys of its runs, the paths of all files of the site (for its links), mkdocs.yml, the
versions of what renders it, and our own modules. A page that had something to complain about is
not kept, so a warning comes again in each build.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from .build import Build
from .runs import Runner, runs_of

PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments")
"""What turns Markdown into HTML."""

KEPT_PER_PAGE = 4
"""A few versions of Django and of the page side by side, not every draft."""

_INCLUDE = re.compile(
    r"^[ \t]*-+8<-+[ \t]*(?:[\"'](?P<path>[^\"':\n]+)[^\"'\n]*[\"'])?[ \t]*$", re.MULTILINE
)


@dataclass
class KeptPages:
    """The rendered pages of one build; made anew for each."""

    build: Build
    runner: Runner
    config_file: Path
    common: bytes = b""

    def render(self, page: Page, config, files: Files) -> None:
        """Do what `Page.render` does, or take over what it did in an earlier build."""
        key = self.key(page, files)
        path = self.build.cache / "pages" / f"{page.file.src_uri.replace('/', '.')}-{key}.json"
        if key and path.is_file():
            _restore(page, files, json.loads(path.read_text(encoding="utf-8")))
            return
        used = len(self.runner.used)
        with _complaints() as complaints:
            type(page).render(page, config, files)
        known = set(runs_of(page.markdown)) >= set(self.runner.used[used:])
        if key and known and not complaints and not self.build.errors:
            _write(path, json.dumps(_data(page)))

    def key(self, page: Page, files: Files) -> str:
        """The key of a page, or "" for one whose inputs are not all known."""
        digest = hashlib.sha256(self._common(files))
        digest.update(page.file.src_uri.encode() + b"\0" + page.markdown.encode() + b"\0")
        for include in _INCLUDE.finditer(page.markdown):
            path = self.build.root / (include["path"] or "")
            if not path.is_file():
                return ""
            digest.update(path.read_bytes() + b"\0")
        for run in runs_of(page.markdown):
            if run in self.runner.failed or not (self.build.root / run.path).is_file():
                return ""
            digest.update(self.runner.key(run).encode())
        return digest.hexdigest()[:32]

    def _common(self, files: Files) -> bytes:
        """What is the same for all pages of one build."""
        if not self.common:
            paths = sorted((file.src_uri, file.inclusion.name) for file in files)
            versions = [version(name) for name in PACKAGES]
            ours = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
            parts = (paths, versions, ours, self.config_file.read_bytes())
            self.common = hashlib.sha256(repr(parts).encode()).digest()
        return self.common


@contextmanager
def _complaints() -> Iterator[list]:
    """What MkDocs says about links while it renders."""
    found: list[logging.LogRecord] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = found.append
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)


def _data(page: Page) -> dict:
    """What `Page.render` sets, as JSON can hold it."""
    links = page.links_to_anchors or {}
    return {
        "content": page.content,
        "toc": [_toc_data(item) for item in page.toc],
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids),
        "links": [[file.src_uri, found] for file, found in links.items()],
    }


def _toc_data(item) -> dict:
    children = [_toc_data(child) for child in item.children]
    return {"name": item.title, "id": item.id, "level": item.level, "children": children}


def _restore(page: Page, files: Files, data: dict) -> None:
    page.content = data["content"]
    page.toc = get_toc(data["toc"])
    page._title_from_render = data["title"]
    page.present_anchor_ids = set(data["anchors"])
    page.links_to_anchors = {files.get_file_from_path(uri): found for uri, found in data["links"]}


def _write(path: Path, text: str) -> None:
    """Write at once, and drop the oldest of what is kept for the same page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    name = path.name.rpartition("-")[0]
    same = sorted(path.parent.glob(f"{name}-*.json"), key=lambda kept: kept.stat().st_mtime)
    for old in same[:-KEPT_PER_PAGE]:
        old.unlink(missing_ok=True)
