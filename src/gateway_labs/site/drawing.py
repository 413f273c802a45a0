"""The drawings of the site as text: what a `sequence`, a `lanes` and a `stack` fence say.

Each `parse_*` turns the text of one fence into a frozen dataclass, and raises CourseError with the
line that it could not read. `drawing_html` makes HTML of them.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from ..errors import CourseError


@dataclass(frozen=True)
class Message:
    """An arrow from the actor with index `source` to the one with index `target`."""

    source: int
    target: int
    text: str
    dashed: bool = False


@dataclass(frozen=True)
class Note:
    """A remark at the actor with index `actor`."""

    actor: int
    text: str


@dataclass(frozen=True)
class Sequence:
    actors: tuple[str, ...]
    steps: tuple[Message | Note, ...]


@dataclass(frozen=True)
class Bar:
    """What a lane does from one time to another, in units without a name."""

    start: float
    end: float
    text: str
    blocked: bool = False


@dataclass(frozen=True)
class Lane:
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Box:
    name: str
    text: str = ""


def _lines(kind: str, source: str) -> list[str]:
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    if not lines:
        raise CourseError(f"```{kind}", "nothing is in the fence", "Write the drawing's lines.")
    return lines


_NOTE = re.compile(r"note\s+(?P<actor>[^:]+?)\s*:\s*(?P<text>.+)")
_ARROW = re.compile(
    r"(?P<source>.+?)\s*(?P<arrow>-->|->)\s*(?P<target>[^:]+?)\s*:\s*(?P<text>.+)",
)


def parse_sequence(source: str) -> Sequence:
    """The actors are on the first line; each other line is an arrow or a note."""
    first, *rest = _lines("sequence", source)
    actors = tuple(name.strip() for name in first.split(","))
    if len(set(actors)) < len(actors) or not all(actors) or "->" in first:
        raise CourseError(
            "```sequence",
            f"the first line should name each actor once, separated by commas: {first!r}",
        )
    if not rest:
        raise CourseError("```sequence", "there is no arrow and no note", "Add `A -> B: text`.")
    return Sequence(actors, tuple(_step(line, actors) for line in rest))


def _step(line: str, actors: tuple[str, ...]) -> Message | Note:
    if note := _NOTE.fullmatch(line):
        return Note(_actor(note["actor"], actors, line), note["text"])
    if arrow := _ARROW.fullmatch(line):
        return Message(
            _actor(arrow["source"], actors, line),
            _actor(arrow["target"], actors, line),
            arrow["text"],
            dashed=arrow["arrow"] == "-->",
        )
    raise CourseError(
        "```sequence", f"cannot read {line!r}", "Write `A -> B: text` or `note A: text`."
    )


def _actor(name: str, actors: tuple[str, ...], line: str) -> int:
    if name not in actors:
        raise CourseError(
            "```sequence",
            f"{name!r} in {line!r} is not an actor",
            f"The first line names: {', '.join(actors)}.",
        )
    return actors.index(name)


_BAR = re.compile(r"(?P<start>\d+(?:\.\d+)?)\s*-\s*(?P<end>\d+(?:\.\d+)?)\s+(?P<text>.+)")


def parse_lanes(source: str) -> tuple[Lane, ...]:
    """One lane a line: `name: 0-3 text | 3-6 text`; a text that ends in `!` is blocked."""
    return tuple(_lane(line) for line in _lines("lanes", source))


def _lane(line: str) -> Lane:
    name, colon, rest = line.partition(":")
    if not colon or not rest.strip():
        raise CourseError("```lanes", f"cannot read {line!r}", "Write `name: 0-3 text | 3-6 text`.")
    bars = tuple(_bar(part.strip(), line) for part in rest.split("|"))
    for before, after in pairwise(bars):
        if after.start < before.end:
            raise CourseError(
                "```lanes",
                f"{after.text!r} starts before {before.text!r} ends, in {line!r}",
                "Give it a lane of its own.",
            )
    return Lane(name.strip(), bars)


def _bar(part: str, line: str) -> Bar:
    found = _BAR.fullmatch(part)
    if not found or float(found["start"]) >= float(found["end"]):
        raise CourseError(
            "```lanes", f"cannot read {part!r} in {line!r}", "Write `0-3 text`: from, to, text."
        )
    text = found["text"]
    return Bar(
        float(found["start"]),
        float(found["end"]),
        text.removesuffix("!").rstrip(),
        blocked=text.endswith("!"),
    )


def parse_stack(source: str) -> tuple[Box, ...]:
    """One box a line, from top to bottom: `name` or `name: text`."""
    boxes = []
    for line in _lines("stack", source):
        name, _, text = line.partition(":")
        if not name.strip():
            raise CourseError("```stack", f"cannot read {line!r}", "Write `name: text`.")
        boxes.append(Box(name.strip(), text.strip()))
    return tuple(boxes)
