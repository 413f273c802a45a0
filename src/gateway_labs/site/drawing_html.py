"""The drawings of the site as HTML: lists that a screen reader can read, laid out by drawings.css.

A drawing is its own text alternative: what the picture says by a place, an arrow or a pattern
stands in the list in words, too, hidden from the eye (class `gl-sr`). There is no script.
"""

import re
from html import escape
from itertools import pairwise

from .drawing import (
    Bar,
    Box,
    Lane,
    Message,
    Note,
    Sequence,
    parse_lanes,
    parse_sequence,
    parse_stack,
)

_CODE = re.compile(r"`([^`]+)`")


def _text(text: str) -> str:
    """Escaped text; what stands between backticks is code."""
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))


_WORD_IN_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[_.])")


def _name(name: str) -> str:
    """A name that may break in a narrow column, between its words."""
    return _WORD_IN_NAME.sub("<wbr>", _text(name))


def _hidden(text: str) -> str:
    return f'<span class="gl-sr">{escape(text, quote=False)} </span>'


def _figure(kind: str, title: str, body: str, style: str = "") -> str:
    caption = f"<figcaption>{_text(title)}</figcaption>" if title else ""
    style = f' style="{style}"' if style else ""
    return f'<figure class="gl-drawing gl-{kind}"{style}>{caption}{body}</figure>'


LONG = 8
"""From this many steps on, a sequence shows its actors below the last step again."""


MANY = 5
"""From this many actors on, their names are smaller on a narrow screen."""


def sequence_html(source: str, options: dict[str, str]) -> str:
    drawing = parse_sequence(source)
    names = "".join(f"<span>{_name(name)}</span>" for name in drawing.actors)
    actors = f'<div class="gl-actors" aria-hidden="true" data-search-exclude>{names}</div>'
    steps = "".join(_step(step, drawing) for step in drawing.steps)
    body = f'{actors}<ol class="gl-steps" role="list">{steps}</ol>'
    if len(drawing.steps) >= LONG:
        body += actors
    count = len(drawing.actors)
    kind = "sequence gl-many" if count >= MANY else "sequence"
    return _figure(kind, options.get("title", ""), body, style=f"--actors:{count}")


def _step(step: Message | Note, drawing: Sequence) -> str:
    if isinstance(step, Note):
        return _note(step, drawing)
    if step.source == step.target:
        return _self_message(step, drawing)
    return _message(step, drawing)


def _message(step: Message, drawing: Sequence) -> str:
    low, high = sorted((step.source, step.target))
    direction = "right" if step.source < step.target else "left"
    dashed = " gl-dashed" if step.dashed else ""
    middle = (low + high + 1) / 2 / len(drawing.actors)
    side = "start" if middle < 0.5 else "end" if middle > 0.5 else "center"
    who = _hidden(f"{drawing.actors[step.source]} to {drawing.actors[step.target]}:")
    return (
        f'<li class="gl-message gl-{direction} gl-{side}{dashed}" '
        f'style="--low:{low + 1};--high:{high + 2};--span:{high - low + 1}">'
        f'<span class="gl-label"><span>{who}{_text(step.text)}</span></span>'
        f'<span class="gl-arrow" aria-hidden="true"></span></li>'
    )


def _self_message(step: Message, drawing: Sequence) -> str:
    name, last = drawing.actors[step.source], len(drawing.actors)
    mirrored = step.source == last - 1 and last > 1
    low, high = (1, last + 1) if mirrored else (step.source + 1, last + 1)
    text = _hidden(f"{name} to itself:") + _text(step.text)
    return (
        f'<li class="gl-self{" gl-mirrored" if mirrored else ""}" '
        f'style="--low:{low};--high:{high};--span:{high - low}">'
        f'<span class="gl-turn"><span class="gl-loop" aria-hidden="true"></span>'
        f'<span class="gl-label"><span>{text}</span></span>'
        f"</span></li>"
    )


def _note(note: Note, drawing: Sequence) -> str:
    """A note reaches into the columns beside its actor's, since one column is narrow."""
    last = len(drawing.actors)
    low, high = max(0, note.actor - 1), min(last - 1, note.actor + 1)
    side = "start" if note.actor == 0 else "end" if note.actor == last - 1 else "center"
    style = f"--low:{low + 1};--high:{high + 2};--span:{high - low + 1}"
    return (
        f'<li class="gl-note gl-{side}" style="{style}">'
        f"<span>{_hidden(f'{drawing.actors[note.actor]}:')}{_text(note.text)}</span></li>"
    )


def lanes_html(source: str, options: dict[str, str]) -> str:
    """The columns are the times between two changes; a text can make the browser widen one."""
    lanes = parse_lanes(source)
    times = sorted({time for lane in lanes for bar in lane.bars for time in (bar.start, bar.end)})
    columns = " ".join(
        f"minmax(min-content,{_number(end - start)}fr)" for start, end in pairwise(times)
    )
    rows = "".join(_lane(lane, times) for lane in lanes)
    legend = (
        '<p class="gl-legend" aria-hidden="true" data-search-exclude>'
        '<span class="gl-key"></span> blocked: it can do nothing else</p>'
        if any(bar.blocked for lane in lanes for bar in lane.bars)
        else ""
    )
    body = (
        '<div class="gl-scroll" tabindex="0" role="group" aria-label="Lanes over time">'
        f'<ul class="gl-lanes-grid" role="list" style="--times:{columns}">{rows}</ul></div>'
        '<p class="gl-time" aria-hidden="true" data-search-exclude><span>time</span></p>' + legend
    )
    return _figure("lanes", options.get("title", ""), body)


def _lane(lane: Lane, times: list[float]) -> str:
    bars = "".join(_bar(bar, times) for bar in lane.bars)
    return (
        f'<li class="gl-lane"><span class="gl-lane-name">{_text(lane.name)}</span>'
        f'<ol class="gl-bars" role="list">{bars}</ol></li>'
    )


def _bar(bar: Bar, times: list[float]) -> str:
    start, end = times.index(bar.start) + 1, times.index(bar.end) + 1
    words = f"from {_number(bar.start)} to {_number(bar.end)}" + (
        ", blocked:" if bar.blocked else ":"
    )
    kind = " gl-blocked" if bar.blocked else ""
    return (
        f'<li class="gl-bar{kind}" style="grid-column:{start}/{end}">'
        f"{_hidden(words)}<span>{_text(bar.text)}</span></li>"
    )


def _number(value: float) -> str:
    return f"{value:g}"


def stack_html(source: str, options: dict[str, str]) -> str:
    boxes = "".join(_box(box) for box in parse_stack(source))
    return _figure("stack", options.get("title", ""), f'<ol role="list">{boxes}</ol>')


def _box(box: Box) -> str:
    text = f"<span>{_text(box.text)}</span>" if box.text else ""
    return f"<li><strong>{_text(box.name)}</strong>{text}</li>"


DRAWINGS = {"sequence": sequence_html, "lanes": lanes_html, "stack": stack_html}
"""From the name of a fence to the function that draws it."""
