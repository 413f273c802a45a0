"""A run told as text: who runs, which messages go in and out, which milestones are passed.

It stands inside of a player, and is what is read without JavaScript, on paper and by a search.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from ..strings import text

LONGEST = 120
"""Characters of a message's content that are told."""

_ENDS = {"return": "returns", "raise": "raises", "cancelled": "cancelled"}


def text_html(runs: dict[str, dict]) -> str:
    """All runs, one ordered list each, on one line of HTML."""
    one = next(iter(runs.values()))
    intro = text("player.text.intro", title=one["title"], django=one["django"])
    parts = [f"<p>{escape(intro)}</p>"]
    for gateway, trace in runs.items():
        head = text("player.text.gateway", gateway=gateway.upper())
        items = "".join(_item(trace, events) for events in _stretches(trace))
        parts.append(f"<p><strong>{escape(head)}</strong></p><ol>{items}</ol>")
    return "".join(parts).replace("\n", " ")


def _stretches(trace: dict) -> Iterator[list[dict]]:
    """The events, cut where another thread or another task goes on."""
    for _, events in groupby(trace["events"], key=lambda event: (event["thread"], event["task"])):
        yield list(events)


def _item(trace: dict, events: list[dict]) -> str:
    names = {actor["id"]: actor["name"] for actor in trace["actors"]}
    thread, task = events[0]["thread"], events[0]["task"]
    who = names[thread]
    if task:
        who = text("player.text.on", thread=who, task=names[task])
    inside = "".join(f"<li>{item}</li>" for item in _told(trace, events))
    inside = f"<ul>{inside}</ul>" if inside else ""
    return f"<li><strong>{escape(who)}</strong>: {_begin(trace, events)}{inside}</li>"


def _begin(trace: dict, events: list[dict]) -> str:
    """What the stretch begins with: a call, or the innermost frame that goes on."""
    steps = [event for event in events if event["kind"] != "message"]
    if not steps:
        return ""
    first = steps[0]
    if first["kind"] == "call":
        return _about("calls", trace, first)
    for step in steps:
        if step["kind"] != "resume":
            break
        first = step
    return _about("goes_on", trace, first)


def _told(trace: dict, events: list[dict]) -> Iterator[str]:
    for event in events:
        told = _message(event) if event["kind"] == "message" else ""
        if name := event.get("milestone"):
            milestone = escape(text("player.text.milestone", name=name))
            told = f"{told} ({milestone})" if told else milestone
        if told:
            yield told
    if events[-1]["kind"] == "pause":
        innermost = events[-1]
        for event in reversed(events):
            if event["kind"] != "pause":
                break
            innermost = event
        yield _about("waits", trace, innermost)


def _message(event: dict) -> str:
    content = event["content"]
    if event["type"] in _ENDS:
        return escape(text(f"player.text.{_ENDS[event['type']]}", error=content.get("error", "")))
    words = " ".join([event["type"], *(f"{key}={value}" for key, value in content.items())])
    if len(words) > LONGEST:
        words = words[: LONGEST - 1] + "…"
    # The fields are filled with HTML: the text around them is ours.
    return text(f"player.text.{_direction(event)}", message=f"<code>{escape(words)}</code>")


def _direction(event: dict) -> str:
    return "to_application" if event["direction"] == "in" else "from_application"


def _about(key: str, trace: dict, event: dict) -> str:
    name = trace["functions"][event["function"]]["name"].replace(".<locals>", "")
    return text(f"player.text.{key}", name=f"<code>{escape(name)}</code>")
