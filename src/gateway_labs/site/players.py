"""Players in pages: the directive, the element that it becomes, and the files that it needs.

Each stands on a line of its own, outside of code fences:

    ::: player hello                              all gateways of the scenario, side by side
    ::: player client_leaves asgi                 one column
    ::: player hello asgi at="ASGIHandler.handle"     opens at the first call of that function
    ::: player hello asgi step="120"              opens at that step, counted from 1

`with_players` is a pure function from a page's text and the recordings to the page's text.
A frame (frames.py) has a directive of the same form: it is read here, too.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape

from ..errors import CourseError
from ..strings import text
from ..web.player import script, style
from .directives import OPTION, fence_after
from .player_data import PlacedNote, UrlOf, as_json, data_of
from .player_text import text_html

HtmlOf = Callable[["Player", str], str]
"""From a directive and its place, for errors, to the HTML that it becomes, on one line."""

Recordings = dict[str, dict[str, dict]]
"""By scenario, then by gateway ("wsgi", "asgi"): the traces."""

SCRIPT, STYLE, TRACES = "assets/player.js", "assets/player.css", "assets/traces/{}.json"
GATEWAYS = ("wsgi", "asgi")
OPTIONS = ("at", "step")
_LINE = re.compile(r":::[ \t]*(?P<kind>player|frame)\b(?P<words>.*)$")


@dataclass(frozen=True)
class Player:
    """What one directive asks for; no `gateways` are all that the scenario has.

    `kind` is "player" or "frame".
    """

    scenario: str
    gateways: tuple[str, ...] = ()
    at: str | None = None
    step: str | None = None
    line: int = 0
    kind: str = "player"


def has_players(markdown: str) -> bool:
    """May there be a player or a frame in this page? Quick, and true inside of a fence, too."""
    return re.search(f"^{_LINE.pattern}", markdown, re.MULTILINE) is not None


def players_of(markdown: str, page: str, first: int = 1) -> Iterator[Player]:
    """The players and frames of a page, in order; `first` is the number of its first line.

    Raises `CourseError`.
    """
    fence = ""
    for number, line in enumerate(markdown.split("\n"), start=first):
        fence = fence_after(line, fence)
        match = None if fence else _LINE.match(line)
        if match:
            found = parse_player(match["words"], f"{page}, line {number}", match["kind"])
            yield replace(found, line=number)


def parse_player(words: str, where: str, kind: str = "player") -> Player:
    """What stands after `::: player` or `::: frame`."""
    options = {m["key"]: m["value"] for m in OPTION.finditer(words)}
    names = OPTION.sub("", words).split()
    if unknown := sorted(options.keys() - set(OPTIONS)):
        known = ", ".join(OPTIONS)
        raise CourseError(where, f"no option {', '.join(unknown)}", f"The options are: {known}.")
    if not names:
        do = f"Expected: the name of a scenario, as in '::: {kind} hello'."
        raise CourseError(where, f"a {kind} without a scenario", do)
    if wrong := [name for name in names[1:] if name not in GATEWAYS]:
        what = f"no gateway {', '.join(wrong)}"
        raise CourseError(where, what, f"The gateways are: {', '.join(GATEWAYS)}.")
    gateways, at, step = tuple(names[1:]), options.get("at"), options.get("step")
    return Player(names[0], gateways, at, step, kind=kind)


def with_players(
    markdown: str,
    page: str,
    recordings: Recordings,
    to_root: Callable[[str], str],
    first: int = 1,
    frame: HtmlOf | None = None,
) -> str:
    """The page with an element for each player, and for each frame what `frame` gives.

    `to_root` makes a path below the site's root one that starts at the page. Raises `CourseError`
    that names the page, the line and what is known.
    """
    lines = markdown.split("\n")
    for player in list(players_of(markdown, page, first)):
        where = f"{page}, line {player.line}"
        if player.kind == "player":
            html = player_html(player, runs_of_player(player, recordings, where), to_root)
        elif frame:
            html = frame(player, where)
        else:
            continue
        lines[player.line - first] = f"\n{html}\n"
    return "\n".join(lines)


def runs_of_player(player: Player, recordings: Recordings, where: str) -> dict[str, dict]:
    """The traces that a player shows, after a check of every name in it."""
    if player.scenario not in recordings:
        raise _unknown(where, "scenario", player.scenario, recordings)
    all_runs = recordings[player.scenario]
    for name in player.gateways:
        if name not in all_runs:
            raise _unknown(where, f"gateway of {player.scenario}", name, all_runs)
    runs = {name: all_runs[name] for name in player.gateways or all_runs}
    if player.at is not None:
        names = {code["name"] for trace in runs.values() for code in trace["functions"]}
        if player.at not in names:
            raise _unknown(where, f"function in {player.scenario}", player.at, names)
    if player.step is not None:
        step_number(player.step, len(next(iter(runs.values()))["events"]), where)
    return runs


def step_number(step: str, last: int, where: str) -> int:
    """The step as a number, from 1 to `last`."""
    if not (step.isdecimal() and 1 <= int(step) <= last):
        raise CourseError(where, f"no step {step!r}", f"The steps are 1 to {last}.")
    return int(step)


def _unknown(where: str, kind: str, name: str, known) -> CourseError:
    return CourseError(where, f"no {kind} {name!r}", f"Known: {', '.join(sorted(known))}.")


def player_html(player: Player, runs: dict[str, dict], to_root: Callable[[str], str]) -> str:
    """The element, with its style, its script and its text, on one line.

    The `div` around it makes it a block for Markdown, which knows no element of ours. Style and
    script stand beside the element, not in the page's head: so they come with the page where
    Material changes only the page's content. A module runs once, however often it is named.
    """
    attributes = {
        "scenario": player.scenario,
        "gateways": " ".join(runs),
        "src": f"traces/{player.scenario}.json",
        "text-title": text("player.as_text"),
        "at": player.at,
        "step": player.step,
    }
    given = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items() if value)
    return (
        f'<div class="gp-block"><link rel="stylesheet" href="{to_root(versioned(STYLE, style()))}">'
        f'<gateway-player{given}><div class="gp-text">{text_html(runs)}</div></gateway-player>'
        f'<script type="module" src="{to_root(versioned(SCRIPT, script()))}"></script></div>'
    )


def versioned(path: str, content: str) -> str:
    """The path with a mark of its content, so that a cache never gives an older one."""
    return f"{path}?v={hashlib.sha256(content.encode()).hexdigest()[:8]}"


def player_files(
    scenarios: set[str], recordings: Recordings, notes: list[PlacedNote], url_of: UrlOf
) -> dict[str, str]:
    """The files that these scenarios' players need: their content by path below the site's root.

    A scenario that is not there is left out: the page that names it fails the build.
    """
    files = {SCRIPT: script(), STYLE: style()}
    for scenario in sorted(scenarios & recordings.keys()):
        data = data_of(recordings[scenario], notes, url_of)
        files[TRACES.format(scenario)] = as_json(data)
    return files
