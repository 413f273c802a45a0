"""Frames in pages: one moment of a recorded run as plain HTML, where a picture says enough.

The directive stands on a line of its own, outside of code fences, beside the player's (players.py):

    ::: frame hello asgi at="hello"                  the first call of that function
    ::: frame client_leaves at="wait" step="6"       the sixth step of that call; the call is 1
    ::: frame hello wsgi step="12"                   that step of the whole run

A step of the whole run differs between versions of Django, so a page should name one of a call. The
gateway may be left out where the scenario has only one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlencode

from ..errors import CourseError
from ..strings import text
from .player_data import lines_as_html
from .players import HtmlOf, Player, Recordings, players_of, runs_of_player, step_number

LINES = 7
"""Lines of source that a frame shows."""

Link = Callable[[str, str], str | None]
"""From a scenario and a gateway to the address of the page with its player; None: there is none."""

PLAYERS_PAGE = "walkthroughs/one_request.md"
"""Each frame's link leads to the player of its scenario on this page."""


@dataclass(frozen=True)
class Frame:
    """A moment: the trace, the index of its event, and the event whose line is shown."""

    trace: dict
    at: int
    step: dict

    @property
    def event(self) -> dict:
        return self.trace["events"][self.at]

    def name(self, actor: str) -> str:
        return next(each["name"] for each in self.trace["actors"] if each["id"] == actor)


def frames(recordings: Recordings, link: Link) -> HtmlOf:
    """From a directive to its figure. Raises `CourseError` that says what is known."""

    def html_of(asked: Player, where: str) -> str:
        frame = frame_of(asked, recordings, where)
        gateway = frame.trace["gateway"]
        if (address := link(asked.scenario, gateway)) is None:
            what = f"no player of {asked.scenario} in {PLAYERS_PAGE}, where a frame's link leads"
            raise CourseError(where, what, f"Add '::: player {asked.scenario}' to that page.")
        step = {"scenario": asked.scenario, "step": frame.at + 1, "gateway": gateway}
        return frame_html(frame, f"{address}#{urlencode(step)}")

    return html_of


def shown_in(markdown: str) -> Callable[[str, str], bool]:
    """For the text of the players' page: does it show this scenario under this gateway?"""
    found = players_of(markdown, PLAYERS_PAGE)
    players = [player for player in found if player.kind == "player"]
    return lambda scenario, gateway: any(
        player.scenario == scenario and gateway in (player.gateways or (gateway,))
        for player in players
    )


# -- which moment --------------------------------------------------------------------------------


def frame_of(asked: Player, recordings: Recordings, where: str) -> Frame:
    """The moment that a directive asks for, after a check of every name in it."""
    runs = runs_of_player(replace(asked, step=None), recordings, where)
    if len(runs) != 1:
        raise CourseError(where, "a frame of two runs", f"Name one of: {', '.join(runs)}.")
    trace = next(iter(runs.values()))
    places = _places(trace, asked.at)
    if asked.step is None and asked.at is None:
        raise CourseError(where, "a frame without a moment", 'Add at="FUNCTION" or step="N".')
    if not places:
        raise CourseError(where, f"no call of {asked.at!r}", 'Name its moment with step="N".')
    at = places[step_number(asked.step or "1", len(places), where) - 1]
    return Frame(trace, at, _shown(trace["events"], at))


def _places(trace: dict, name: str | None) -> list[int]:
    """The steps among which a frame counts: those of the first call of a function, or all."""
    events = trace["events"]
    if name is None:
        return list(range(len(events)))
    calls = (event for event in events if event["kind"] == "call")
    names = [code["name"] for code in trace["functions"]]
    first = next((call for call in calls if names[call["function"]] == name), None)
    if first is None:
        return []
    return [at for at, event in enumerate(events) if event.get("frame") == first["frame"]]


def _shown(events: list[dict], at: int) -> dict:
    """The step that is shown at `at`: a message has no line, so where its actor stands."""
    steps = [event for event in events if event["kind"] != "message"]
    before = [event for event in events[: at + 1] if event["kind"] != "message"]
    actor = (events[at]["thread"], events[at]["task"])
    of_actor = [event for event in before if (event["thread"], event["task"]) == actor]
    return (of_actor or before or steps[:1])[-1]


# -- what is seen --------------------------------------------------------------------------------


def frame_html(frame: Frame, href: str) -> str:
    """The figure, on one line."""
    more = f'<p class="gl-frame-more"><a href="{escape(href)}">{_text("more")}</a></p>'
    return (
        f'<figure class="gl-drawing gl-frame">{_caption(frame)}{_source(frame)}{_lanes(frame)}'
        f"{more}</figure>"
    ).replace("\n", " ")


def _text(key: str, **values: object) -> str:
    return escape(text(f"player.frame.{key}", **values))


def _caption(frame: Frame) -> str:
    event, gateway = frame.event, frame.trace["gateway"].upper()
    parts = [_text("step", gateway=gateway, step=frame.at + 1), escape(frame.name(event["thread"]))]
    if event["task"]:
        parts.append(escape(text("player.task_named", task=frame.name(event["task"]))))
    where = f'<span class="gl-frame-where">{", ".join(parts)}</span>'
    return f"<figcaption>{escape(frame.trace['title'])} {where}</figcaption>"


def _source(frame: Frame) -> str:
    """The lines around the lit one, with what happens there."""
    code = frame.trace["functions"][frame.step["function"]]
    name = escape(code["name"].replace(".<locals>", ""))
    lines = list(enumerate(lines_as_html(code["source"]), start=code["line"]))
    lit = frame.step["line"] - code["line"]
    start = max(0, min(lit - LINES // 2, len(lines) - LINES))
    rows = "".join(_row(frame, *line) for line in lines[start : start + LINES])
    return (
        f'<p class="gl-frame-file"><b>{name}</b> <span>{escape(code["file"])}</span></p>'
        f'<ol class="gl-frame-code highlight" aria-label="{_source_of(name)}">{rows}</ol>'
    )


def _source_of(name: str) -> str:
    return text("player.source_of", name=name)


def _row(frame: Frame, number: int, html: str) -> str:
    row = f'<span class="gl-frame-number">{number}</span><code>{html or " "}</code>'
    if number != frame.step["line"]:
        return f"<li>{row}</li>"
    says = "" if frame.event["kind"] == "message" else _says(frame.step)
    return f'<li class="gl-frame-lit" aria-current="step">{row}{says}</li>'


def _says(step: dict) -> str:
    """What happens at this line, where it is more than that it runs."""
    if step["kind"] == "line":
        return ""
    says = text(f"player.says_{step['kind']}", value=step.get("value", ""))
    return f' <span class="gl-frame-says">{escape(says)}</span>'


# -- lanes ---------------------------------------------------------------------------------------


def _lanes(frame: Frame) -> str:
    """A list of the threads and tasks up to now: the words are the bars' text alternative."""
    actors = [actor for actor in frame.trace["actors"] if actor["kind"] in ("thread", "task")]
    actors.sort(key=lambda actor: actor["kind"] == "task")
    lanes = "".join(_lane(frame, actor) for actor in actors)
    label = _text("lanes", step=frame.at + 1)
    return f'<ul class="gl-frame-lanes" aria-label="{label}">{lanes}</ul>'


def _lane(frame: Frame, actor: dict) -> str:
    """One lane; empty for a thread or a task that comes later."""
    events, kind, now = frame.trace["events"], actor["kind"], frame.at + 1
    own = [at for at, event in enumerate(events) if event[kind] == actor["id"]]
    pieces = list(_pieces([at for at in own if at < now]))
    if not pieces:
        return ""
    state = _state(frame, kind, own)
    over = pieces[-1][1] if state == "ended" else now
    bars = _bar("gl-frame-rests", pieces[0][0], over, now)
    bars += "".join(_bar("gl-frame-runs", *piece, now) for piece in pieces)
    here = " gl-frame-here" if state == "here" else ""
    says = f' <span class="gl-frame-state">{_text(state)}</span>' if state else ""
    return (
        f'<li class="gl-frame-{kind}{here}"><span class="gl-frame-name">'
        f"<small>{escape(text(f'player.{kind}'))}</small> {escape(actor['name'])}{says}</span>"
        f'<span class="gl-frame-track" aria-hidden="true">{bars}</span></li>'
    )


def _state(frame: Frame, kind: str, own: list[int]) -> str:
    """What a thread or a task does now. Of another thread a recording cannot say it."""
    if frame.at in own:
        return "here"
    if kind == "thread":
        return ""
    return "ended" if own[-1] < frame.at else "waits"


def _pieces(places: list[int]) -> Iterator[tuple[int, int]]:
    """Places that follow one another, as pieces [from, to)."""
    start = None
    for index, at in enumerate(places):
        start = at if start is None else start
        if index + 1 == len(places) or places[index + 1] != at + 1:
            yield start, at + 1
            start = None


def _bar(name: str, start: int, end: int, size: int) -> str:
    left, width = 100 * start / size, 100 * (end - start) / size
    return f'<i class="{name}" style="left:{left:.2f}%;width:{width:.2f}%"></i>'
