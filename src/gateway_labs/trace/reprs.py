"""Short, safe and repeatable texts for values: what a trace shows of a local or of a message."""

import asyncio
import os
import re
import reprlib
import sysconfig
import tempfile
import threading

LONGEST = 120
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
# Their repr does work (a query, a call) or tells nothing.
_BY_NAME = {"QuerySet", "RawQuerySet", "SimpleLazyObject", "LazyObject"}
_PATHS = [sysconfig.get_paths()[name] for name in ("purelib", "platlib", "stdlib")]
_FOLDERS = sorted({*_PATHS, os.getcwd(), tempfile.gettempdir()}, key=len, reverse=True)
_FOLDER = re.compile("|".join(re.escape(folder.rstrip("/\\")) + r"[/\\]" for folder in _FOLDERS))


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
        kind = type(value).__name__
        if any(base.__name__ in _BY_NAME for base in type(value).__mro__):
            return f"<{kind}>"
        if isinstance(value, asyncio.Future | threading.Thread):
            return f"<{kind}>"  # it would show numbers that Python counts up, and paths
        return super().repr_instance(value, level)


_short = _Short()


def short(value: object) -> str:
    """A repr of at most 120 characters, with no address and no folder of the machine in it.

    A repr that raises, recurses or is a megabyte long does no harm: the type's name or the start
    of the text stands for it.
    """
    try:
        text = _short.repr(value)
    except BaseException:
        return f"<{type(value).__name__}: its repr raises>"
    return cut(repeatable(text), LONGEST)


def repeatable(text: str) -> str:
    """The text without what differs from run to run, and from machine to machine."""
    return _FOLDER.sub("", _ADDRESS.sub("", text))


def cut(text: str, longest: int) -> str:
    """The text, or its start and an ellipsis: at most `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def describe_error(error: BaseException) -> str:
    """ "Type: message", of at most 200 characters; the parts of a group one by one."""
    return cut(_described(error), 200)


def _described(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        parts = "; ".join(_described(part) for part in error.exceptions[:6])
        return f"{type(error).__name__}: {parts}"
    try:
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
    except BaseException:
        text = type(error).__name__
    return repeatable(text[:1000])
