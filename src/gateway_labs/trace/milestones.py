"""Milestones: the points that a request passes under either handler, so that two runs can be
stepped side by side."""

from collections.abc import Collection

CALLED = "the application is called"
REQUEST = "the request is made"
CHAIN = "the middleware chain is called"
VIEW = "the view is called"
VIEW_DONE = "the view is done"
STARTED = "the response is started"
SENT = "the body is sent"
DONE = "the application is done"

_HANDLER = {"WSGIHandler.__call__", "ASGIHandler.__call__"}
_REQUEST = {"WSGIRequest.__init__", "ASGIRequest.__init__"}
_CHAIN = {"BaseHandler.get_response", "BaseHandler.get_response_async"}
_STARTS = {"start_response", "http.response.start"}
_ENDS = {"return", "raise", "cancelled"}


def milestones(
    events: list[dict],
    functions: list[tuple[str, str]],
    view: str | None,
    also: Collection[str] = (),
) -> dict[int, str]:
    """The index of the event at which each milestone is passed for the first time.

    `also` are qualified names of the scenario's own: their first call is a milestone, too.
    """
    found: dict[str, int] = {}
    for number, event in enumerate(events):
        if event["kind"] == "message":
            name = _of_message(event)
        else:
            function = functions[event["function"]][1]
            name = _of_step(event["kind"], function, view)
            if event["kind"] == "call" and function in also:
                name = f"{function} is called"
        if name == SENT:
            found[name] = number  # the last part of the body
        elif name and name not in found:
            found[name] = number
    return {number: name for name, number in found.items()}


def _of_message(event: dict) -> str | None:
    if event["type"] in _STARTS:
        return STARTED
    if event["type"] in ("body", "http.response.body"):
        return SENT
    return DONE if event["type"] in _ENDS else None


def _of_step(kind: str, name: str, view: str | None) -> str | None:
    if kind == "call" and name in _HANDLER:
        return CALLED
    if kind == "call" and name in _CHAIN:
        return CHAIN
    if kind == "return" and name in _REQUEST:
        return REQUEST
    if view and name == view:
        return {"call": VIEW, "return": VIEW_DONE}.get(kind)
    return None
