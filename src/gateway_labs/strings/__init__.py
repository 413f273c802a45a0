"""What the engine says to learners: one file for each language."""

import copy
import tomllib
from functools import cache
from pathlib import Path

LANGUAGE = "en"


@cache
def _catalogue(language: str) -> dict:
    path = Path(__file__).with_name(f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def text(key: str, /, **values: object) -> str:
    """The text of `key` ("table.name") with its {fields} filled in; a missing key is a KeyError."""
    found = _found(key)
    if not isinstance(found, str):
        raise KeyError(key)
    return found.format(**values) if values else found


def table(name: str, /) -> dict:
    """A copy of the table `name` ("table" or "table.part") as it is, its {fields} not filled in.

    It maps names to texts, and to tables of the same kind. A missing table is a KeyError.
    """
    found = _found(name)
    if not isinstance(found, dict):
        raise KeyError(name)
    return copy.deepcopy(found)


def _found(key: str) -> object:
    found: object = _catalogue(LANGUAGE)
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            raise KeyError(key)
        found = found[part]
    return found
