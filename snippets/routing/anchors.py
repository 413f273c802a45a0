"""Which paths each pattern admits, asked of URLRouter itself."""

import asyncio

from channels.routing import URLRouter
from django.urls import path, re_path


async def admitted(scope, receive, send):
    """The application behind each route."""


# --8<-- [start:patterns]
ROUTES = [
    re_path(r"ws/chat/(?P<room>\w+)/", admitted),
    re_path(r"^ws/chat/(?P<room>\w+)/", admitted),
    re_path(r"ws/chat/(?P<room>\w+)/$", admitted),
    re_path(r"^ws/chat/(?P<room>\w+)/$", admitted),
    re_path(r"^ws/chat/(?P<room>\w+)/\Z", admitted),
    path("ws/chat/<slug:room>/", admitted),
]
PATHS = ["/ws/chat/a/", "/foo/ws/chat/a/", "/ws/chat/a/b", "/ws/chat/a/\n"]
# --8<-- [end:patterns]


def admits(route, url):
    """Return True if a URLRouter with this one route finds an application for `url`."""
    try:
        asyncio.run(URLRouter([route])({"type": "websocket", "path": url}, None, None))
    except ValueError:
        return False
    return True


def table():
    """Return [(pattern, [admits or not, in the order of PATHS])]."""
    return [(str(route.pattern), [admits(route, url) for url in PATHS]) for route in ROUTES]


def main():
    for number, url in enumerate(PATHS, 1):
        print(f"path {number}: {url!r}")
    print("   1    2    3    4  pattern")
    for pattern, row in table():
        print("".join(f"{'yes' if yes else '-':>4} " for yes in row), pattern)


if __name__ == "__main__":
    main()
