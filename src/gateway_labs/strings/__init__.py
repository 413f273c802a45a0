"""What the engine says to learners: one file for each language."""

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
    found: object = _catalogue(LANGUAGE)
    for part in key.split("."):
        found = found[part]  # type: ignore[index]
    if not isinstance(found, str):
        raise KeyError(key)
    return found.format(**values) if values else found


def table(name: str) -> dict[str, str]:
    """The texts of one table, as they stand in the catalogue: for what fills them in elsewhere."""
    found = _catalogue(LANGUAGE)[name]
    return {key: value for key, value in found.items() if isinstance(value, str)}
