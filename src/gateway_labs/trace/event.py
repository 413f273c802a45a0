"""The events of a trace: what a frame did, and which messages went in and out."""

from dataclasses import dataclass, field

from gateway_labs.trace.reprs import short


@dataclass(frozen=True)
class Event:
    """A message between a client and an application, or the application's end.

    `who` is the client; `kind` is an ASGI message's type, a WSGI call's name, "return", "raise" or
    "cancelled". `direction` is "in" for what the application received and "out" for what it sent
    or did. `content` maps the message's other keys to short reprs.
    """

    who: str
    kind: str
    direction: str
    content: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict:
        return {"who": self.who, "kind": self.kind, "direction": self.direction, **self.content}


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


@dataclass(frozen=True)
class Step:
    """What a frame did: call, line, return, raise, pause (at an await) or resume.

    `frame` numbers the calls of one trace. `changed` maps the locals that are new or have changed
    since the frame's last step to short reprs, in name order; `value` is what was returned or
    raised, as text.
    """

    kind: str
    file: str
    name: str
    line: int
    frame: int
    caller: int | None
    changed: dict[str, str] = field(default_factory=dict)
    value: str | None = None
