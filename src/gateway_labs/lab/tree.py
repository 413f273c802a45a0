"""Trees of files: what a lab starts from, what it ends in, and what the learner has.

A tree maps a path with forward slashes to the file's bytes, so that a check needs no disk layout.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import Course, Lab
from gateway_labs.strings import text

Tree = Mapping[str, bytes]

SKIPPED = {"__pycache__", "node_modules", "venv", "env"}
LARGEST_FILE = 2**20
MOST_FILES = 500


def read_tree(folder: Path) -> dict[str, bytes]:
    """The files under `folder`, less caches, hidden ones and ones over 1 MiB; {} if absent."""
    tree: dict[str, bytes] = {}
    for path in sorted(walk(folder)):
        # A file may be moved away while it is looked at: an editor saves so, and so does a reset.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size <= LARGEST_FILE:
                tree[path.relative_to(folder).as_posix()] = path.read_bytes()
        if len(tree) > MOST_FILES:
            raise CourseError(
                folder, text("error.too_many_files", most=MOST_FILES), text("error.move_files")
            )
    return tree


def walk(folder: Path) -> Iterator[Path]:
    """The files under `folder` that may be a learner's: no caches, no hidden ones."""
    try:
        paths = list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for path in paths:
        if path.name.startswith(".") or path.name in SKIPPED:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from walk(path)
        elif path.is_file():
            yield path


def write_tree(tree: Tree, folder: Path) -> None:
    """Write every file of `tree` under `folder`, which is made if need be."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def start_tree(course: Course, lab: Lab) -> dict[str, bytes]:
    """What the learner begins with: the end of the lab that it extends, and start/ over it."""
    before = end_tree(course, course.by_id[lab.extends]) if lab.extends else {}
    return before | read_tree(lab.folder / "start")


def end_tree(course: Course, lab: Lab) -> dict[str, bytes]:
    """What the lab ends in: its start, and solution/ over it."""
    return start_tree(course, lab) | read_tree(lab.folder / "solution")


def variant_tree(course: Course, lab: Lab, folder: Path) -> dict[str, bytes]:
    """The lab's solution with a folder of wrong/ or right/ over it."""
    tree = end_tree(course, lab) | read_tree(folder)
    tree.pop("expected.toml", None)
    return tree
