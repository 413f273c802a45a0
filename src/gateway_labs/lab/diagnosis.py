"""Likely causes, stated only where the evidence proves them.

The evidence is the text of an exception ("Type: message") or of a warning. Each rule names a text
in the catalogue, under [likely]; each has a wrong answer in labs/*/wrong/ that makes it (a test
checks that).
"""

import re

from gateway_labs.strings import text

# (pattern over "Type: message", key under [likely])
RULES: tuple[tuple[str, str], ...] = ()


def diagnose(evidence: list[str]) -> str | None:
    """The cause that the first matching rule gives for the first text that it matches, or None."""
    for pattern, key in RULES:
        for line in evidence:
            found = re.search(pattern, line)
            if found:
                return text(f"likely.{key}", **found.groupdict())
    return None
