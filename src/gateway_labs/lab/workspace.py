"""The learner's own files, under work/: written once, never written over, and never lost."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import Course, Lab
from gateway_labs.lab.tree import Tree, read_tree, start_tree
from gateway_labs.strings import text


@dataclass(frozen=True)
class Start:
    """What a start wrote, and what was there and was kept: paths in the lab's folder."""

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def folder_of(course: Course, lab: Lab) -> Path:
    return course.work / lab.id


def shown(course: Course, path: Path) -> str:
    """`path` as the learner types it: relative to the course, where it is in there."""
    return (
        path.relative_to(course.root).as_posix() if path.is_relative_to(course.root) else str(path)
    )


def is_there(course: Course, lab: Lab) -> bool:
    """Whether the lab's folder is in work/."""
    return folder_of(course, lab).is_dir()


def is_untouched(course: Course, lab: Lab) -> bool:
    """Whether the learner has nothing but what the lab starts from."""
    return not is_there(course, lab) or learner_tree(course, lab) == start_tree(course, lab)


def learner_tree(course: Course, lab: Lab) -> Tree:
    """The learner's files; {} if the lab was not started."""
    return read_tree(folder_of(course, lab))


def start(course: Course, lab: Lab) -> Start:
    """Write the files that are not there yet. What is there stays as it is."""
    folder = folder_of(course, lab)
    tree = start_tree(course, lab)
    for place in (course.work, folder, *(folder / name for name in tree)):
        _require_free(course, place, is_file=place not in (course.work, folder))
    written, kept = [], []
    for name, content in tree.items():
        path = folder / name
        if path.exists():
            kept.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(name)
    return Start(folder, tuple(written), tuple(kept))


def ensure(course: Course, lab: Lab) -> None:
    """Write the lab's files if the learner has none of it yet."""
    if not is_there(course, lab):
        start(course, lab)


def reset(course: Course, lab: Lab) -> Path | None:
    """Start again. What was there is moved to a backup, whose folder is given, or None."""
    folder = folder_of(course, lab)
    _require_free(course, course.work, is_file=False)
    backup = None
    if folder.exists():
        backup = _free_backup(course, lab)
        backup.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(backup)
    start(course, lab)
    return backup


def _free_backup(course: Course, lab: Lab) -> Path:
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    backup = course.work / "backups" / f"{lab.id}-{stamp}"
    number = 2
    while backup.exists():
        backup = backup.with_name(f"{lab.id}-{stamp}-{number}")
        number += 1
    return backup


def _require_free(course: Course, place: Path, *, is_file: bool) -> None:
    """A folder may be there already, a file may; but not one in the place of the other."""
    parents = [parent for parent in place.parents if parent.is_relative_to(course.root)]
    for parent in parents:
        if parent.exists() and not parent.is_dir():
            raise _in_the_way(course, parent, "a folder")
    if place.exists() and place.is_dir() is is_file:
        raise _in_the_way(course, place, "a file" if is_file else "a folder")


def _in_the_way(course: Course, place: Path, expected: str) -> CourseError:
    return CourseError(
        shown(course, place),
        text("error.in_the_way", expected=expected),
        text("error.in_the_way_do"),
    )
