"""manifest.json: what the pages with a lab or a board load, and where it is.

It stands beside the bundles, and its paths start there. Its shape:

    {"version": 1, "state": "ready" | "preparing" | "absent", "step": words | null,
     "reason": words | null, "panel": {"js", "css"} | null, "board": {"js", "css"} | null,
     "worker": path | null, "runtime": {"files": {name: {"path", "bytes", "raw"}}, "bytes"} | null,
     "versions": {name: version}, "texts": {part: {name: text}},
     "labs": [{"id", "number", "title", "url", "tasks", "anchors", "local", "digest", "start",
               "data"}]}

`tasks` is how many tasks a lab has, `anchors` are the ids of their headings, and `local` the
numbers of those that a browser can't check. `digest` is that of the lab's check, `start` that of
the files that the lab starts from: a report that was made for others is old.
All but the texts and the labs comes from the module that makes the bundles (gateway_labs.vendor).
Under `mkdocs serve` the manifest is written again each time that something is ready.
"""

import hashlib
import posixpath
from collections.abc import Mapping, Sequence
from importlib.resources import files

from mkdocs.structure.pages import Page

from ..lab.format import Course, Lab
from ..lab.progress import lab_digest, tree_digest
from ..lab.tree import start_tree
from ..strings import table
from .lab_data import as_json, data_uri, task_anchors
from .labs import page_uri

VERSION = 1
FOLDER = "assets/labs"
MANIFEST = f"{FOLDER}/manifest.json"
TEXTS = {
    "panel": "browser_panel",
    "report": "report",
    "try_it": "browser_try",
    "chat": "chat_page",
    "board": "browser_board",
    "runtime": "browser_runtime",
    "boot": "browser_boot",
}
"""The tables of the catalogue that the scripts show, by the name of the part that shows them."""
ABSENT = {
    "state": "absent",
    "step": None,
    "reason": None,
    "panel": None,
    "board": None,
    "worker": None,
    "runtime": None,
    "versions": {},
}


def manifest(prepared: Mapping[str, object], labs: Sequence[dict]) -> dict:
    """The manifest of what is prepared now, in the shape above, and the entries of the labs."""
    known = {key: prepared.get(key, absent) for key, absent in ABSENT.items()}
    return {"version": VERSION} | known | {"texts": shown_texts(), "labs": list(labs)}


def manifest_json(prepared: Mapping[str, object], labs: Sequence[dict]) -> str:
    return as_json(manifest(prepared, labs))


def shown_texts() -> dict[str, dict]:
    return {part: table(name) for part, name in TEXTS.items()}


def lab_entries(course: Course, pages: Mapping[str, Page]) -> list[dict]:
    """An entry for each lab. `pages` are the rendered ones, by their path below docs/."""
    return [_entry(course, lab, pages[page_uri(lab)]) for lab in course.labs]


def _entry(course: Course, lab: Lab, page: Page) -> dict:
    anchors = task_anchors(page.toc)
    return {
        "id": lab.id,
        "number": lab.number,
        "title": lab.title,
        "url": _from_here(page.url),
        "tasks": len(lab.tasks),
        "anchors": [anchors[task.n] for task in lab.tasks],
        "local": [task.n for task in lab.tasks if task.where == "local"],
        "digest": lab_digest(lab),
        "start": tree_digest(start_tree(course, lab)),
        "data": _from_here(data_uri(lab)),
    }


def _from_here(path: str) -> str:
    slash = "/" if path.endswith("/") else ""
    return posixpath.relpath(path, FOLDER) + slash


def boot_script() -> str:
    return files("gateway_labs.web").joinpath("labs/boot.js").read_text(encoding="utf-8")


def boot_uri() -> str:
    """The path of the script that begins all of it; its name changes with its content."""
    mark = hashlib.sha256(boot_script().encode()).hexdigest()[:8]
    return f"{FOLDER}/boot-{mark}.js"
