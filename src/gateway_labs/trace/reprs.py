"""Short, safe and repeatable texts for values: what a trace shows of a local or of a message."""

import re
import reprlib

LONGEST = 120
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
# Their repr does work (a query, a call) or tells nothing.
_BY_NAME = {"QuerySet", "SimpleLazyObject", "LazyObject"}


class _Short(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = 6
        self.maxstring = self.maxother = 80

    def repr_bytes(self, value: bytes, level: int) -> str:
        if len(value) > self.maxstring:
            return f"{value[:30]!r} … ({len(value)} bytes)"
        return repr(value)

    def repr_instance(self, value: object, level: int) -> str:
        if type(value).__name__ in _BY_NAME:
            return f"<{type(value).__name__}>"
        return super().repr_instance(value, level)


_short = _Short()


def short(value: object) -> str:
    """A repr of at most 120 characters, with no address in it.

    A repr that raises, recurses or is a megabyte long does no harm: the type's name or the start
    of the text stands for it.
    """
    try:
        text = _short.repr(value)
    except BaseException:
        return f"<{type(value).__name__}: its repr raises>"
    text = _ADDRESS.sub("", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def describe_error(error: BaseException) -> str:
    """ "Type: message", cut to the length of a repr; the parts of a group one by one."""
    parts = getattr(error, "exceptions", None)
    if parts:
        return f"{type(error).__name__}: " + "; ".join(describe_error(part) for part in parts)
    try:
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
    except BaseException:
        text = type(error).__name__
    return _ADDRESS.sub("", text)[:200]
