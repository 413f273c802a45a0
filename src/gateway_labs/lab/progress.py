"""Where the learner stands: the last report of each lab, and the hints that were shown.

It is kept in work/progress.json. A report counts as current while the learner's files and the lab
are what they were when it was made.
"""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.report import Report, from_json
from gateway_labs.lab.tree import Tree
from gateway_labs.lab.workspace import learner_tree

VERSION = 1


@dataclass
class Standing:
    """One lab: its last report, for which files and which lab, and hints shown by task number."""

    report: Report | None = None
    tree: str = ""
    lab: str = ""
    hints: dict[str, int] = field(default_factory=dict)


def path_of(course: Course) -> Path:
    return course.work / "progress.json"


def load(course: Course) -> dict[str, Standing]:
    """The standing of each lab that has one. A file that can't be read is put aside, not lost."""
    path = path_of(course)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {name: _standing(item) for name, item in data["labs"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        if path.is_file():
            path.replace(path.with_name("progress.unreadable.json"))
        return {}


def record(course: Course, lab: Lab, report: Report, tree: Tree) -> None:
    """Keep `report` as the lab's last one."""
    everything = load(course)
    standing = everything.setdefault(lab.id, Standing())
    standing.report, standing.tree, standing.lab = report, tree_digest(tree), lab_digest(lab)
    if report.passed:
        standing.hints = {}
    _save(course, everything)


def show_hint(course: Course, lab: Lab, task: int) -> int:
    """Count one more hint of `task` as shown, and give its number, from 1 to the last one."""
    everything = load(course)
    hints = everything.setdefault(lab.id, Standing()).hints
    last = len(lab.task(task).hints)
    hints[str(task)] = min(hints.get(str(task), 0) + 1, last)
    _save(course, everything)
    return hints[str(task)]


def current_report(course: Course, lab: Lab, standing: Standing | None) -> Report | None:
    """The last report, if neither the learner's files nor the lab have changed since."""
    if standing is None or standing.report is None or standing.lab != lab_digest(lab):
        return None
    same = standing.tree == tree_digest(learner_tree(course, lab))
    return standing.report if same else None


def tree_digest(tree: Tree) -> str:
    digest = hashlib.sha256()
    for name in sorted(tree):
        digest.update(f"{name}\0{len(tree[name])}\0".encode() + tree[name])
    return digest.hexdigest()


def lab_digest(lab: Lab) -> str:
    files = (lab.test_file, lab.folder / "lab.toml")
    return tree_digest({file.name: file.read_bytes() for file in files if file.is_file()})


def _standing(data: dict) -> Standing:
    report = from_json(data["report"]) if data.get("report") else None
    return Standing(report, data["tree"], data["lab"], dict(data["hints"]))


def _save(course: Course, everything: dict[str, Standing]) -> None:
    data = {
        name: {
            "report": item.report.to_json() if item.report else None,
            "tree": item.tree,
            "lab": item.lab,
            "hints": item.hints,
        }
        for name, item in everything.items()
    }
    path = path_of(course)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a crash in the middle must not cost what was there.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".progress-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"version": VERSION, "labs": data}, file, indent=1)
    os.replace(temporary, path)
