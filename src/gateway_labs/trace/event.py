"""The event: one thing that happened in a run, in a shape that is safe to keep and to show."""

import reprlib
from dataclasses import dataclass, field

_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = 120
_REPR.maxdict = _REPR.maxlist = _REPR.maxtuple = 8


@dataclass(frozen=True)
class Event:
    """`who` is the actor; `kind` is an ASGI message's type, "return" or "raise".

    `direction` is "in" for what the application received and "out" for what it sent or did.
    `content` maps the message's other keys to short reprs.
    """

    who: str
    kind: str
    direction: str
    content: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict:
        return {"who": self.who, "kind": self.kind, "direction": self.direction, **self.content}


def short(value: object) -> str:
    """A repr of at most about 120 characters; one that raises gives the type's name instead."""
    try:
        return _REPR.repr(value)
    except Exception:
        return f"<{type(value).__name__}: its repr raises>"


def message_event(who: str, message: object, direction: str) -> Event:
    """The event of one ASGI message; what is no dict with a "type" is "not a message"."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return Event(who, "not a message", direction, {"value": short(message)})
    content = {
        str(key): short(value)
        for key, value in message.items()
        if key != "type" and value is not None
    }
    return Event(who, message["type"], direction, content)
