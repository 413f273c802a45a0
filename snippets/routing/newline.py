"""`$` and `\\Z` in Python, and in a nested URLRouter, where `$` admits a newline."""

import asyncio
import re

from channels.routing import URLRouter
from django.urls import path, re_path


async def admitted(scope, receive, send):
    """The application behind each route."""


# --8<-- [start:nested]
def nested(ending):
    """The outer pattern leads to a router: `$` is Python's own there."""
    inner = URLRouter([path("", admitted), path("\n", admitted)])
    return URLRouter([re_path(r"^ws/lobby/" + ending, inner)])


# --8<-- [end:nested]
# --8<-- [start:class]
def one_room(characters):
    """The newline is inside the group here: no anchor can keep it out."""
    return URLRouter([re_path(rf"^ws/chat/(?P<room>{characters})\Z", admitted)])


# --8<-- [end:class]
def admits(router, url):
    try:
        asyncio.run(router({"type": "websocket", "path": url}, None, None))
    except ValueError:
        return False
    return True


def facts():
    """Return [(question, answer)]."""
    return [
        ("re.search('a$', 'a\\n')", bool(re.search(r"a$", "a\n"))),
        ("re.search('a\\Z', 'a\\n')", bool(re.search(r"a\Z", "a\n"))),
        ("re.fullmatch('a$', 'a\\n')", bool(re.fullmatch(r"a$", "a\n"))),
        ("nested router, `$`", admits(nested("$"), "/ws/lobby/\n")),
        ("nested router, `\\Z`", admits(nested(r"\Z"), "/ws/lobby/\n")),
        ("room is [^/]+", admits(one_room("[^/]+"), "/ws/chat/lobby\n")),
        ("room is \\w+", admits(one_room(r"\w+"), "/ws/chat/lobby\n")),
    ]


def main():
    for question, answer in facts():
        print(f"{question:28}{'a newline is admitted' if answer else 'refused'}")


if __name__ == "__main__":
    main()
