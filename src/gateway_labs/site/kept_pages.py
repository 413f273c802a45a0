"""Rendered pages, kept between builds: Markdown to HTML is most of a build's time.

A page is kept under a key made of all that its HTML depends on: its Markdown, the files that it
includes, the keys of its runs, the paths of all files of the site (for its links), mkdocs.yml, the
versions of what renders it, and our own modules. A page that had something to complain about is
not kept, so a warning comes again in each build.
"""

import logging
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
from .store import Store, key_of, our_code

PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments")
"""What turns Markdown into HTML."""

_INCLUDE = re.compile(
    r"^[ \t]*-+8<-+[ \t]*(?:[\"'](?P<path>[^\"':\n]+)[^\"'\n]*[\"'])?[ \t]*$", re.MULTILINE
)


@dataclass
class KeptPages:
    """The rendered pages of one build; made anew for each."""

    build: Build
    runner: Runner
    config_file: Path
    common: str = ""
    """The part of the key that is the same for all pages of one build."""

    def render(self, page: Page, config, files: Files) -> None:
        """Do what `Page.render` does, or take over what it did in an earlier build."""
        store, name, key = Store(self.build.cache / "pages"), page.file.src_uri, ""
        runs = runs_of(page.markdown)
        if not any(run in self.runner.failed for run in runs):
            key = self._key(page, runs, files)
        if key and (kept := store.read(name, key)):
            _restore(page, files, kept)
            return
        used = len(self.runner.used)
        with _complaints() as complaints:
            type(page).render(page, config, files)
        all_known = set(self.runner.used[used:]) <= set(runs)
        if key and all_known and not complaints and not self.build.errors:
            store.write(name, key, _data(page))

    def _key(self, page: Page, runs: list, files: Files) -> str:
        """The key of a page, or "" for one whose inputs are not all known."""
        if not self.common:
            paths = sorted((file.src_uri, file.inclusion.name) for file in files)
            versions = [version(name) for name in PACKAGES]
            self.common = key_of(paths, versions, our_code(), self.config_file.read_bytes())
        paths = [include["path"] for include in _INCLUDE.finditer(page.markdown)]
        included = [self.build.root / path for path in paths if path]
        if None in paths or not all(path.is_file() for path in included):
            return ""
        contents = [path.read_bytes() for path in included]
        keys = [self.runner.key(run) for run in runs]
        return key_of(self.common, page.file.src_uri, page.markdown, contents, keys)


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
