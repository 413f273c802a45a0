"""The report of one check: the one shape that the terminal, the browser and CI show (version 1)."""

from dataclasses import asdict, dataclass, field, replace

VERSION = 1

PASS, FAIL, ERROR, TIMEOUT, NOT_STARTED = "pass", "fail", "error", "timeout", "not_started"
# The worst first: a lab has the status of its worst task.
ORDER = (TIMEOUT, ERROR, FAIL, NOT_STARTED, PASS)


@dataclass(frozen=True)
class TaskReport:
    """What came of one task. `events` are dicts with who, kind and the message's own keys.

    `where` is "path:line" in the learner's tree; `traceback` holds the learner's own frames only.
    """

    n: int
    title: str
    status: str
    did: str = ""
    expected: str = ""
    got: str = ""
    events: tuple[dict, ...] = ()
    diagnosis: str | None = None
    where: str | None = None
    traceback: str = ""
    output: str = ""

    @property
    def passed(self) -> bool:
        return self.status == PASS

    def to_json(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """One lab's result. `seconds` is the wall time of the check."""

    lab: str
    status: str
    seconds: float
    tasks: tuple[TaskReport, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        return self.status == PASS

    @property
    def first_failing(self) -> TaskReport | None:
        return next((task for task in self.tasks if not task.passed), None)

    def to_json(self) -> dict:
        data = asdict(self)
        data["seconds"] = round(self.seconds, 3)
        return {"version": VERSION, **data}


def summarise(lab: str, seconds: float, tasks: list[TaskReport]) -> Report:
    """The report over `tasks`, in order of their numbers, with the status of the worst."""
    worst = min((task.status for task in tasks), key=ORDER.index, default=ERROR)
    return Report(lab, worst, seconds, tuple(sorted(tasks, key=lambda task: task.n)))


def from_json(data: dict) -> Report:
    """A report from `Report.to_json()`; another version is a ValueError."""
    if data.get("version") != VERSION:
        raise ValueError(f"report version {data.get('version')!r}: expected {VERSION}")
    tasks = tuple(task_from_json(task) for task in data["tasks"])
    return Report(data["lab"], data["status"], data["seconds"], tasks)


def task_from_json(data: dict) -> TaskReport:
    task = TaskReport(**data)
    return replace(task, events=tuple(task.events))
