"""Notebooks as pages: mkdocs-jupyter renders their code and outputs, MkDocs their prose.

A notebook is a jupytext percent file. `notebook_run` executes it and has mkdocs-jupyter convert
the result; this module keeps that in a cache and puts it into the page. Importing mkdocs-jupyter
costs more than building a small site, so a build whose notebooks are all in the cache imports
neither it, nor Jupyter.

The prose goes through the site's own Markdown extensions: links are checked, headings get into the
table of contents and the search index as on any other page.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from gateway_labs.errors import CourseError

log = get_plugin_logger("gateway-notebooks")

# What decides a notebook's outputs and its HTML, beside its text and what it imports.
PACKAGES = (
    "django",
    "channels",
    "asgiref",
    "ipykernel",
    "ipython",
    "jupytext",
    "mkdocs-jupyter",
    "nbclient",
    "nbconvert",
    "pygments",
)
KEPT_PER_NOTEBOOK = 6  # a few Django versions side by side, not every draft
PLACE = re.compile(r'<div data-notebook-cell="(\d+)"></div>')


@dataclass(frozen=True)
class Rendered:
    """One executed notebook: its cells in order, each `(kind, text)`.

    `kind` is "markdown" (text: Markdown) or "html" (text: a code cell with its outputs).
    """

    cells: tuple[tuple[str, str], ...]

    def markdown(self) -> str:
        """The page's Markdown, with a place for each code cell."""
        parts = (
            text if kind == "markdown" else f'<div data-notebook-cell="{n}"></div>'
            for n, (kind, text) in enumerate(self.cells)
        )
        return "\n\n".join(parts) + "\n"

    def fill(self, html: str) -> str:
        """Put the code cells into their places in the page's HTML."""
        return PLACE.sub(lambda match: self.cells[int(match[1])][1], html)


# What a notebook depends on


def imported_names(source: str) -> set[str]:
    """Absolute dotted names that Python text imports; none if it does not parse."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def module_files(name: str, folder: Path) -> Iterator[Path]:
    """The files under `folder` that importing the dotted `name` runs, packages first."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:depth])
        yield from (f for f in (place / "__init__.py", place.with_suffix(".py")) if f.is_file())


def repository_imports(notebook: Path, root: Path) -> list[Path]:
    """Every file of the repository that `notebook` imports, directly or not, sorted."""
    found: set[Path] = set()
    waiting = [notebook]
    while waiting:
        here = waiting.pop()
        text = here.read_text(encoding="utf-8", errors="replace")  # running it reports the fault
        for name in imported_names(text):
            for folder in (here.parent, root, root / "src"):
                new = set(module_files(name, folder)) - found - {notebook}
                found |= new
                waiting += new
    return sorted(found)


def package_versions() -> list[str]:
    """`name version` of each package in `PACKAGES`; a missing one says so."""

    def one(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return f"{name} is missing"

    return [f"python {platform.python_implementation()} {platform.python_version()}"] + [
        one(name) for name in PACKAGES
    ]


def cache_key(notebook: Path, root: Path) -> str:
    """A digest of everything that decides how `notebook` is rendered."""
    ours = [Path(__file__), Path(__file__).with_name("notebook_run.py")]
    digest = hashlib.sha256("\n".join(package_versions()).encode())
    for path in [*ours, notebook, *repository_imports(notebook, root)]:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


# The cache


def load(path: Path) -> Rendered | None:
    """The notebook in the cache file `path`; None if there is none, or it is damaged."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return Rendered(tuple((kind, text) for kind, text in cells))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store(path: Path, rendered: Rendered) -> None:
    """Write `rendered` to `path` in one step, and drop this notebook's oldest entries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps({"cells": rendered.cells}), encoding="utf-8")
    draft.replace(path)
    stem = path.name.rpartition("-")[0]
    entries = sorted(path.parent.glob(f"{stem}-*.json"), key=lambda entry: entry.stat().st_mtime)
    for entry in entries[:-KEPT_PER_NOTEBOOK]:
        entry.unlink(missing_ok=True)


def render(notebook: Path, root: Path, cache: Path, seconds: int) -> Rendered:
    """`notebook`, from the cache or run now, each cell for at most `seconds`.

    Raises CourseError when a cell fails: it names the notebook, the cell and the error.
    """
    entry = cache / f"{notebook.stem}-{cache_key(notebook, root)}.json"
    rendered = load(entry)
    if rendered is None:
        from . import notebook_run  # Jupyter: only when there is something to run

        log.info("Running %s, which is new or changed", notebook.name)
        rendered = Rendered(notebook_run.run(notebook, root, seconds))
        store(entry, rendered)
    return rendered


# MkDocs


class NotebookFile(File):
    """A file that MkDocs takes for a documentation page, whatever its suffix."""

    def is_documentation_page(self) -> bool:
        return True


class NotebooksConfig(base.Config):
    include = c.ListOfItems(c.Type(str), default=["notebooks/*.py"])
    cell_seconds = c.Type(int, default=60)


class NotebooksPlugin(BasePlugin[NotebooksConfig]):
    """Stands in for mkdocs-jupyter's own plugin: calls it only for a notebook that changed."""

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        self.root = Path(config.config_file_path or ".").resolve().parent
        self.rendered: dict[str, Rendered] = {}

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for file in [f for f in files if self.is_notebook(f.src_uri)]:
            copy = files.get_file_from_path(str(Path(file.src_uri).with_suffix(".ipynb")))
            if copy is not None:  # a reader's own, made with jupytext: not a part of the site
                files.remove(copy)
            files.remove(file)
            files.append(
                NotebookFile(
                    file.src_path,
                    file.src_dir,
                    file.dest_dir,
                    file.use_directory_urls,
                    inclusion=file.inclusion,
                )
            )
        return files

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        if not self.is_notebook(page.file.src_uri):
            return None
        cache = self.root / ".cache" / "gateway_labs" / "notebooks"
        notebook = Path(page.file.abs_src_path).resolve()
        try:
            rendered = render(notebook, self.root, cache, self.config.cell_seconds)
        except CourseError as error:
            raise PluginError(str(error)) from error
        self.rendered[page.file.src_uri] = rendered
        return rendered.markdown()

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        rendered = self.rendered.get(page.file.src_uri)
        return rendered.fill(html) if rendered else html

    def is_notebook(self, src_uri: str) -> bool:
        return any(fnmatchcase(src_uri, pattern) for pattern in self.config.include)
