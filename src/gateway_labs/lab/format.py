"""The format of a lab: `lab.toml`, parsed once into frozen dataclasses.

An unknown key, a missing one or one of the wrong type is a `CourseError` that names the file and
the key. Folders: `start/`, `solution/`, `wrong/NAME/`, `right/NAME/`, `test_lab.py`, `README.md`.
"""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.strings import text

WHERE = ("browser", "local")
DEFAULT_LIMIT = 10.0
HINTS = 3


@dataclass(frozen=True)
class Task:
    """One step of a lab. `limit` is in seconds; `place` is "file.py:Qualified.name" to open."""

    n: int
    title: str
    hints: tuple[str, ...]
    docs: tuple[str, ...] = ()
    where: str = "browser"
    limit: float = DEFAULT_LIMIT
    place: str | None = None


@dataclass(frozen=True)
class Run:
    """How `labs run` serves the work: `application` is "module:name"; `path` opens a socket."""

    application: str
    path: str


@dataclass(frozen=True)
class Lab:
    """One folder of labs/. `edit` lists the files that the learner works in, in that order."""

    folder: Path
    id: str
    title: str
    goal: str
    minutes: int
    edit: tuple[str, ...]
    tasks: tuple[Task, ...]
    extends: str | None = None
    settings: str | None = None
    run: Run | None = None

    @property
    def number(self) -> int:
        return int(self.id.split("_", 1)[0])

    @property
    def test_file(self) -> Path:
        return self.folder / "test_lab.py"

    def task(self, n: int) -> Task:
        return self.tasks[n - 1]


@dataclass(frozen=True)
class Course:
    """Every lab under `root`/labs, in order of their numbers."""

    root: Path
    labs: tuple[Lab, ...]

    @cached_property
    def by_id(self) -> dict[str, Lab]:
        return {lab.id: lab for lab in self.labs}

    @property
    def work(self) -> Path:
        return self.root / "work"

    def find(self, name: str) -> Lab:
        """The lab that a person means by "5", "05", "05_echo_consumer" or a path that ends so."""
        wanted = name.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]
        for lab in self.labs:
            if wanted == lab.id or (wanted.isdecimal() and int(wanted) == lab.number):
                return lab
        known = ", ".join(str(lab.number) for lab in self.labs)
        raise CourseError(name, text("error.unknown_lab", known=known), text("error.see_board"))

    def after(self, lab: Lab) -> Lab | None:
        index = self.labs.index(lab) + 1
        return self.labs[index] if index < len(self.labs) else None


def find_root(start: Path) -> Path:
    """The course that `start` is in: the nearest folder upwards that holds labs/*/lab.toml."""
    for folder in (start, *start.parents):
        if any((folder / "labs").glob("*/lab.toml")):
            return folder
    checkout = Path(__file__).resolve().parents[3]
    if any((checkout / "labs").glob("*/lab.toml")):
        return checkout
    raise CourseError(start, text("error.no_course"), text("error.no_course_do"))


def load_course(root: Path) -> Course:
    """Every lab of the course at `root`; raises `CourseError` for the first that is not right."""
    root = root.resolve()
    labs = [load_lab(path.parent) for path in sorted((root / "labs").glob("*/lab.toml"))]
    ids = {lab.id for lab in labs}
    for lab in labs:
        if lab.extends is not None and lab.extends not in ids:
            raise CourseError(
                lab.folder / "lab.toml", f'extends = "{lab.extends}": expected one of {sorted(ids)}'
            )
    return Course(root, tuple(sorted(labs, key=lambda lab: lab.number)))


def load_lab(folder: Path) -> Lab:
    """The lab in `folder`, from its lab.toml."""
    path = folder / "lab.toml"
    data = _Table(path, "", _read_toml(path))
    lab = Lab(
        folder=folder,
        id=data.take("id", str),
        title=data.take("title", str),
        goal=data.take("goal", str),
        minutes=data.take("minutes", int),
        edit=data.strings("edit"),
        extends=data.take("extends", str, None),
        settings=data.take("settings", str, None),
        run=_run(data.table("run")),
        tasks=tuple(_task(n, table) for n, table in enumerate(data.tables("task"), 1)),
    )
    data.done()
    if lab.id != folder.name or not lab.id[:2].isdecimal():
        raise CourseError(path, f'id = "{lab.id}": expected the folder\'s name, "{folder.name}"')
    if not lab.tasks or not lab.edit:
        raise CourseError(path, "expected at least one [[task]] and one file in edit")
    return lab


def _read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(path, text("error.unreadable", error=error.strerror)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(path, text("error.not_toml", error=error)) from error


def _task(n: int, table: "_Table") -> Task:
    task = Task(
        n=n,
        title=table.take("title", str),
        hints=table.strings("hints"),
        docs=table.strings("docs", ()),
        where=table.take("where", str, "browser"),
        limit=float(table.take("limit", (int, float), DEFAULT_LIMIT)),
        place=table.take("place", str, None),
    )
    table.done()
    if task.where not in WHERE:
        raise table.error("where", f"one of {', '.join(WHERE)}")
    if len(task.hints) != HINTS or not all(hint.strip() for hint in task.hints):
        raise table.error("hints", f"{HINTS} texts: the concept, the place, nearly the code")
    return task


def _run(table: "_Table | None") -> Run | None:
    if table is None:
        return None
    run = Run(table.take("application", str), table.take("path", str))
    table.done()
    if ":" not in run.application:
        raise table.error("application", '"module:name"')
    return run


_REQUIRED = object()


class _Table:
    """A TOML table that is read key by key, so that what is left over can be named."""

    def __init__(self, path: Path, name: str, data: dict) -> None:
        self.path, self.name, self.data = path, name, dict(data)

    def error(self, key: str, expected: str) -> CourseError:
        return CourseError(self.path, f"{self.name}{key}: expected {expected}")

    def take(self, key: str, kind: type | tuple[type, ...], default: object = _REQUIRED):
        value = self.data.pop(key, default)
        if value is _REQUIRED:
            raise self.error(key, "this key to be there")
        if value is not default and (not isinstance(value, kind) or isinstance(value, bool)):
            raise self.error(key, f"{_kind_name(kind)}, got {value!r}")
        return value

    def strings(self, key: str, default: object = _REQUIRED) -> tuple[str, ...]:
        value = self.take(key, list, default)
        if not all(isinstance(item, str) for item in value):
            raise self.error(key, "a list of strings")
        return tuple(value)

    def table(self, key: str) -> "_Table | None":
        value = self.take(key, dict, None)
        return None if value is None else _Table(self.path, f"[{key}] ", value)

    def tables(self, key: str) -> "list[_Table]":
        value = self.take(key, list, ())
        if not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"tables, each under [[{key}]]")
        return [_Table(self.path, f"[[{key}]] {n}: ", item) for n, item in enumerate(value, 1)]

    def done(self) -> None:
        if self.data:
            key = next(iter(self.data))
            raise CourseError(self.path, f"{self.name}unknown key: {key}", text("error.known_keys"))


def _kind_name(kind: type | tuple[type, ...]) -> str:
    names = {
        str: "a text",
        int: "a whole number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(names[item] for item in kinds)
