"""A trace as lines of text: who took part, and what happened, in order.

The texts come from the caller: `say(key, **fields)` gives the one of a key of the catalogue's table
[trace]. `paint(style, text)` puts colour in; it is never the only sign.
"""

import textwrap
from collections.abc import Callable, Iterator

Say = Callable[..., str]
Paint = Callable[[str, str], str]

_ENDS = ("return", "raise", "cancelled")
_NARROWEST = 30
_STEPS = {"call": "▸", "return": "◂", "raise": "✗", "pause": "‖", "resume": "▸", "line": " "}


def render_trace(trace: dict, *, width: int, say: Say, paint: Paint) -> str:
    """The whole trace. Messages stand at the margin, calls are indented by their depth."""
    lines = [paint("strong", _title(trace, say)), ""]
    lines += [*_actors(trace, say), ""]
    lines += _sequence(trace, width, say, paint)
    if trace["left_out"]:
        lines += ["", say("left_out", count=trace["left_out"])]
    return "\n".join(line.rstrip() for line in lines)


def _title(trace: dict, say: Say) -> str:
    interface = trace["gateway"].upper()
    django = say("django", version=trace["django"]) if trace["django"] else ""
    return f"{trace['scenario']} · {interface}{django} · {trace['title']}"


def _actors(trace: dict, say: Say) -> Iterator[str]:
    """Each thread, with the tasks that were seen on it."""
    names = {actor["id"]: actor["name"] for actor in trace["actors"]}
    tasks: dict[str, list[str]] = {
        actor["id"]: [] for actor in trace["actors"] if actor["kind"] == "thread"
    }
    for event in trace["events"]:
        name = names.get(event["task"] or "")
        own = tasks.get(event["thread"], [])
        if name and name not in own:
            own.append(name)
    widest = max((len(names[thread]) for thread in tasks), default=0)
    for thread, own in tasks.items():
        of_it = say("tasks", names=", ".join(own)) if own else say("no_tasks")
        yield f"  {say('thread')}  {names[thread]:<{widest}}  {of_it}"


def _sequence(trace: dict, width: int, say: Say, paint: Paint) -> Iterator[str]:
    """One event a line: thread, task, what. A column that says the same as above stays empty."""
    names = {actor["id"]: actor["name"] for actor in trace["actors"]}
    depths = _depths(trace["events"])
    heads = (say("thread"), say("task"), say("what"))
    rows = [
        (names.get(event["thread"], ""), names.get(event["task"] or "", "-"), event)
        for event in trace["events"]
    ]
    first = max([len(heads[0]), *(len(row[0]) for row in rows)])
    second = max([len(heads[1]), *(len(row[1]) for row in rows)])
    indent = 2 + first + 2 + second + 2
    yield paint("dim", f"  {heads[0]:<{first}}  {heads[1]:<{second}}  {heads[2]}")
    before: tuple[str, str] = ("", "")
    for thread, task, event in rows:
        same = (thread, task) == before
        shown = ("", "") if same else (thread, task)
        before = (thread, task)
        what = _what(event, trace["functions"], depths, say)
        head = f"  {shown[0]:<{first}}  {shown[1]:<{second}}  "
        yield from _wrapped(head, what, width - indent, _style(event), paint)


def _wrapped(head: str, what: str, width: int, style: str, paint: Paint) -> Iterator[str]:
    inner = len(what) - len(what.lstrip()) + 2
    parts = textwrap.wrap(
        what, max(_NARROWEST, width), subsequent_indent=" " * inner, drop_whitespace=True,
        break_long_words=False, break_on_hyphens=False, replace_whitespace=False,
    )  # fmt: skip
    for index, part in enumerate(parts or [""]):
        yield (head if index == 0 else " " * len(head)) + (paint(style, part) if style else part)


def _style(event: dict) -> str:
    kind = event["type"] if event["kind"] == "message" else event["kind"]
    if kind == "raise":
        return "bad"
    return "strong" if event["kind"] == "message" else ""


def _depths(events: list[dict]) -> dict[int, int]:
    """For each frame, how many recorded frames called it."""
    depths: dict[int, int] = {}
    for event in events:
        if event["kind"] == "call":
            caller = event["caller"]
            depths[event["frame"]] = 0 if caller is None else depths.get(caller, -1) + 1
    return depths


def _what(event: dict, functions: list[dict], depths: dict[int, int], say: Say) -> str:
    if event["kind"] == "message":
        return _message(event, say)
    function = functions[event["function"]]
    place = f"{function['file']}:{event['line']}"
    indent = "  " * (depths.get(event["frame"], 0) + 1)
    sign = _STEPS[event["kind"]]
    match event["kind"]:
        case "call":
            told = f"{sign} {function['name']}({_locals(event)})  {place}"
        case "line":
            told = f"{event['line']:>4}  {_source(function, event['line'])}"
            told += f"    # {_locals(event)}" if event.get("changed") else ""
        case "return":
            told = f"{sign} {function['name']}: {event.get('value', 'None')}"
        case "raise":
            told = f"{sign} {function['name']}: {event.get('value', '')}  {place}"
        case kind:
            told = f"{sign} {function['name']} {say(kind)}"
    return indent + told


def _message(event: dict, say: Say) -> str:
    content = "  ".join(f"{key}={value}" for key, value in event["content"].items())
    if event["type"] in _ENDS:
        return f"■ {say('end_' + event['type'])} {content}".rstrip()
    arrow = "→" if event["direction"] == "in" else "←"
    who = "" if event["who"] == "client" else f"{event['who']}: "
    return f"{arrow} {who}{event['type']}  {content}".rstrip()


def _locals(event: dict) -> str:
    return ", ".join(f"{key}={value}" for key, value in event.get("changed", {}).items())


def _source(function: dict, line: int) -> str:
    lines = function["source"].splitlines()
    index = line - function["line"]
    return lines[index].strip() if 0 <= index < len(lines) else ""
