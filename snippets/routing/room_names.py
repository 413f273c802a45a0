"""Which room names each pattern admits. The server has decoded the path before."""

import asyncio

from channels.routing import URLRouter
from django.urls import path, re_path


# --8<-- [start:routes]
async def answer(scope, receive, send):
    await send(scope["url_route"]["kwargs"]["room"])


ROUTES = {
    r"(?P<room>\w+)": re_path(r"^ws/chat/(?P<room>\w+)/\Z", answer),
    r"(?P<room>[a-z0-9-]+)": re_path(r"^ws/chat/(?P<room>[a-z0-9-]+)/\Z", answer),
    "<slug:room>": path("ws/chat/<slug:room>/", answer),
    "<str:room>": path("ws/chat/<str:room>/", answer),
}
ROOMS = ["lobby", "a-b", "채팅", "a b", "\u0661", ""]  # U+0661 is a digit one
# --8<-- [end:routes]


def room(route, name):
    """Return the room that arrives in the scope for this name in the path, or None."""
    sent = []

    async def send(event):
        sent.append(event)

    scope = {"type": "websocket", "path": f"/ws/chat/{name}/"}
    try:
        asyncio.run(URLRouter([route])(scope, None, send))
    except ValueError:
        return None
    return sent[0]


def main():
    for number, title in enumerate(ROUTES, 1):
        print(f"pattern {number}: {title}")
    print("   1    2    3    4  room name")
    for name in ROOMS:
        cells = ["yes" if room(route, name) == name else "-" for route in ROUTES.values()]
        print("".join(f"{cell:>4} " for cell in cells), repr(name))


if __name__ == "__main__":
    main()
