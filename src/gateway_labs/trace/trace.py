"""The trace: the one shape of a recorded run, in JSON (version 1).

    {"version": 1, "scenario": "hello", "gateway": "asgi", "title": "…", "django": "6.1.3",
     "actors": [{"id": "thread-1", "kind": "thread", "name": "event loop's thread"}, …],
     "functions": [{"file": "django/core/handlers/asgi.py", "name": "ASGIHandler.__call__",
                    "line": 154, "source": "…"}, …],
     "events": [
       {"kind": "message", "thread": "thread-1", "task": "task-1", "who": "client",
        "direction": "in", "type": "http.request", "content": {"body": "b''"}},
       {"kind": "call" | "line" | "return" | "raise" | "pause" | "resume", "thread": …, "task": …,
        "function": 0, "line": 154, "frame": 1, "caller": null, "changed": {"scope": "…"},
        "value": "None", "milestone": "the application is called"}, …],
     "left_out": 0, "cut_short": null}

A message is what the ASGI application received ("in") and sent ("out") under its ASGI type; of WSGI
"environ" and "close" are in, "start_response" and "body" are out. How the application ended is a
message, too: "return", "raise" (with "error") or "cancelled"; a "cancel" that is "in" is the server
cancelling the application's task.

`function` is an index into `functions`; `frame` numbers the calls; `value` stands where something
was returned or raised; `milestone` where both handlers pass the same point of a request.

A coroutine that is thrown into while it awaits another one is resumed after that one: an exception
goes through the innermost frame first. `actors` are in the order of their first event.
"""

from collections.abc import Collection
from dataclasses import asdict

from gateway_labs.trace.event import Event
from gateway_labs.trace.milestones import milestones
from gateway_labs.trace.recorder import Entry, Recorder, source_of

VERSION = 1


def trace_json(
    recorder: Recorder,
    *,
    scenario: str,
    gateway: str,
    title: str,
    django: str,
    view: str | None = None,
    also: Collection[str] = (),
    cut_short: str | None = None,
) -> dict:
    """The recorder's run as one JSON value."""
    keys = list(recorder.functions)
    index = {key: number for number, key in enumerate(keys)}
    events = [_event(entry, index) for entry in recorder.entries]
    for number, name in milestones(events, keys, view, also).items():
        events[number]["milestone"] = name
    functions = [
        {"file": file, "name": name, "line": code.co_firstlineno, "source": source_of(code)}
        for (file, name), code in recorder.functions.items()
    ]
    return {
        "version": VERSION,
        "scenario": scenario,
        "gateway": gateway,
        "title": title,
        "django": django,
        "actors": [asdict(actor) for actor in recorder.actors.all],
        "functions": functions,
        "events": events,
        "left_out": recorder.left_out,
        "cut_short": cut_short,
    }


def _event(entry: Entry, index: dict[tuple[str, str], int]) -> dict:
    what = entry.what
    by = {"thread": entry.thread, "task": entry.task}
    if isinstance(what, Event):
        return {
            "kind": "message",
            **by,
            "who": what.who,
            "direction": what.direction,
            "type": what.kind,
            "content": what.content,
        }
    data = {
        "kind": what.kind,
        **by,
        "function": index[what.file, what.name],
        "line": what.line,
        "frame": what.frame,
        "caller": what.caller,
    }
    if what.changed:
        data["changed"] = what.changed
    if what.value is not None:
        data["value"] = what.value
    return data
