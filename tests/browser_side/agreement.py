"""Do the browser's reports agree with the terminal's? What both are asked, and the comparison.

`answers` gives every tree of the course that a check must judge. `job` is what a page would send
for it. `differences` compares the two reports on it, task by task.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway_labs.lab.format import Course, Lab, load_course
from gateway_labs.lab.tree import Tree, end_tree, start_tree, variant_tree

COURSE = load_course(Path(__file__).resolve().parents[2])
COMPARED = ("status", "did", "expected", "diagnosis", "where", "output")
COURSE_FILES = ("lab.toml", "test_lab.py", "run.py")
ERROR = re.compile(r"^(\w+(?:\.\w+)*): .*$", re.DOTALL)
PATH = re.compile(r"[^\s'\"(]*labs-[^\s'\":)]*/")
"""The folder of a check, which has another name in each."""


@dataclass(frozen=True)
class Answer:
    """One tree for a lab: its start, its solution, or a folder of wrong/ or right/."""

    lab: Lab
    name: str
    tree: Tree

    @property
    def id(self) -> str:
        return f"{self.lab.id}-{self.name}"


def answers(course: Course) -> Iterator[Answer]:
    """Every start, solution, wrong and right answer of every lab."""
    for lab in course.labs:
        yield Answer(lab, "start", start_tree(course, lab))
        yield Answer(lab, "solution", end_tree(course, lab))
        for folder in sorted((*lab.folder.glob("wrong/*/"), *lab.folder.glob("right/*/"))):
            name = f"{folder.parent.name}-{folder.name}"
            yield Answer(lab, name, variant_tree(course, lab, folder))


def course_files(lab: Lab) -> dict[str, str]:
    """The lab's own files, as lab.json gives them to the page."""
    files = (lab.folder / name for name in COURSE_FILES)
    return {
        f"labs/{lab.id}/{file.name}": file.read_text(encoding="utf-8")
        for file in files
        if file.is_file()
    }


def job(lab: Lab, tree: Tree, test: str | None = None) -> str:
    """What a page sends for a check of `tree`."""
    texts = {path: content.decode() for path, content in tree.items()}
    return json.dumps(
        {"lab": lab.id, "course": course_files(lab), "tree": texts, "test": test},
        ensure_ascii=False,
    )


def differences(lab: Lab, terminal: dict, browser: dict, *, same_python: bool) -> list[str]:
    """What differs between two reports (JSON) in the tasks that a browser checks; [] for none.

    With another Python, an exception's words may differ: then its type alone is compared.
    """
    found = []
    for task in lab.tasks:
        here, there = (_task(report, task.n) for report in (terminal, browser))
        if task.where == "local":
            if there["status"] != "not_started":
                found.append(f"task {task.n}: local, and {there['status']}")
            continue
        for name, one, other in _pairs(here, there, same_python):
            if one != other:
                found.append(f"task {task.n}: {name}: {one!r} in the terminal, {other!r} here")
    return found


def _task(report: dict, n: int) -> dict:
    return next(task for task in report["tasks"] if task["n"] == n)


def _pairs(here: dict, there: dict, same_python: bool) -> Iterator[tuple[str, object, object]]:
    for name in COMPARED:
        yield name, _told(here[name], True), _told(there[name], True)
    yield "got", _told(here["got"], same_python), _told(there["got"], same_python)
    events = [[_event(event, same_python) for event in task["events"]] for task in (here, there)]
    yield "events", *events


def _event(event: dict, same_python: bool) -> dict:
    return {key: _told(value, same_python) for key, value in event.items()}


def _told(value: object, words: bool) -> object:
    """A text without the folder of its check, and an exception without its words if so asked."""
    if not isinstance(value, str):
        return value
    value = PATH.sub("", value)
    return value if words else ERROR.sub(r"\1", value)
