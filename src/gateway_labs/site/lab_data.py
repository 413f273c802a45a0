"""A lab as data: what the panel in its page works with, made from the lab's folder.

The panel (web/labs/panel.js) reads it from lab.json beside the page. Its paths are those of the
learner's files, with forward slashes; its addresses are relative to the lab's page.

    {"version": 1, "id", "number", "title", "goal", "settings", "digest",
     "edit": [path], "run": {"application", "path"} | null,
     "start": {path: text}, "solution": {path: text},
     "tasks": [{"n", "title", "where", "limit", "place", "anchor", "hints": [html],
                "docs": [{"url", "words"}]}],
     "wrong": [{"name", "task", "status", "message", "diagnosis", "files": {path: text}}],
     "course": {path below the course's root: text}, "next": {"title", "url"} | null}

`start` is the whole tree; `solution` and the `files` of a wrong answer hold only what they change.
`digest` is that of `labs check`, so that progress.json means the same in both places.
"""

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import markdown
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from ..errors import CourseError
from ..lab.format import Course, Lab, Task
from ..lab.progress import lab_digest
from ..lab.tree import read_tree, start_tree
from .labs import page_uri, page_words, site_link
from .links import change_links, is_external

VERSION = 1
UrlOf = Callable[[str], str]
"""From a page's path below docs/ to its address relative to the lab's page."""


def data_uri(lab: Lab) -> str:
    """The path of a lab's data below the site's root: beside its page."""
    return f"labs/{lab.id}/lab.json"


def as_json(data: object) -> str:
    """The same text for the same data, without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def lab_files(
    course: Course, pages: Mapping[str, Page], blob: Callable[[str], str]
) -> dict[str, str]:
    """The data of each lab, by path below the site's root. `pages` are the rendered ones."""
    made = {}
    for lab in course.labs:
        anchors = task_anchors(pages[page_uri(lab)].toc)
        made[data_uri(lab)] = as_json(lab_data(course, lab, anchors, _urls(pages, lab), blob))
    return made


def _urls(pages: Mapping[str, Page], lab: Lab) -> UrlOf:
    def url_of(uri: str) -> str:
        if uri not in pages:
            raise CourseError(lab.folder / "lab.toml", f"there is no page docs/{uri}")
        return get_relative_url(pages[uri].url, pages[page_uri(lab)].url)

    return url_of


def lab_data(
    course: Course, lab: Lab, anchors: Mapping[int, str], url_of: UrlOf, blob: Callable[[str], str]
) -> dict:
    """The lab in the shape above. `anchors` are the ids of the tasks' headings, by number."""
    following = course.after(lab)
    return {
        "version": VERSION,
        "id": lab.id,
        "number": lab.number,
        "title": lab.title,
        "goal": lab.goal,
        "settings": lab.settings,
        "digest": lab_digest(lab),
        "edit": list(lab.edit),
        "run": {"application": lab.run.application, "path": lab.run.path} if lab.run else None,
        "start": texts(start_tree(course, lab), lab),
        "solution": texts(read_tree(lab.folder / "solution"), lab),
        "tasks": [_task(course, lab, task, anchors[task.n], url_of, blob) for task in lab.tasks],
        "wrong": [_wrong(lab, folder) for folder in _folders(lab.folder / "wrong")],
        "course": _course_files(lab),
        "next": following and {"title": following.title, "url": url_of(f"labs/{following.id}.md")},
    }


def task_anchors(toc: Iterable[AnchorLink]) -> dict[int, str]:
    """The ids of the sections of a lab's tasks, by number, from its page's table of contents."""
    headings = [item for top in toc for item in (top, *top.children)]
    found = ((re.match(r"Task (\d+)\b", item.title), item.id) for item in headings)
    return {int(match[1]): name for match, name in found if match}


def texts(tree: Mapping[str, bytes], lab: Lab) -> dict[str, str]:
    """The files as text, since an editor shows them."""
    try:
        return {path: content.decode("utf-8") for path, content in tree.items()}
    except UnicodeDecodeError as error:
        what = f"a file of the lab is not UTF-8 text: {error.object[:40]!r}"
        raise CourseError(lab.folder, what, "The panel edits text only.") from error


def _task(
    course: Course, lab: Lab, task: Task, anchor: str, url_of: UrlOf, blob: Callable[[str], str]
) -> dict:
    def link(target: str) -> str:
        there = site_link(target, course, lab, blob)
        outside = is_external(there) or there.startswith("#")
        return there if outside else _address(posixpath.join("labs", there), url_of)

    return {
        "n": task.n,
        "title": task.title,
        "where": task.where,
        "limit": task.limit,
        "place": task.place,
        "anchor": anchor,
        "hints": [markdown.markdown(change_links(hint, link)) for hint in task.hints],
        "docs": [{"url": _address(page, url_of), "words": page_words(page)} for page in task.docs],
    }


def _address(page: str, url_of: UrlOf) -> str:
    path, hash_sign, anchor = page.partition("#")
    return url_of(posixpath.normpath(path)) + hash_sign + anchor


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir() and path.name[0] not in "._")


def _wrong(lab: Lab, folder: Path) -> dict:
    path = folder / "expected.toml"
    if not path.is_file():
        raise CourseError(path, "what is said about the wrong answer was expected here")
    expected = tomllib.loads(path.read_text(encoding="utf-8"))
    if missing := {"task", "message"} - expected.keys():
        raise CourseError(path, f"expected the key {min(missing)}")
    files = texts(read_tree(folder), lab)
    del files["expected.toml"]
    return {
        "name": folder.name,
        "task": expected["task"],
        "status": expected.get("status", "fail"),
        "message": expected["message"],
        "diagnosis": expected.get("diagnosis"),
        "files": files,
    }


def _course_files(lab: Lab) -> dict[str, str]:
    """The files of the course that a check needs, where it looks for them."""
    paths = (lab.folder / "lab.toml", lab.test_file, lab.folder / "run.py")
    return {
        f"labs/{lab.id}/{path.name}": path.read_text(encoding="utf-8")
        for path in paths
        if path.is_file()
    }
