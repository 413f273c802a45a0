r"""A room name that matches `\w+` and is no valid group name ends the handshake with HTTP 500."""

from urllib.parse import quote

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import re_path
from live import Live, handshake, measure

if not settings.configured:
    settings.configure(
        CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    )
    django.setup()


# --8<-- [start:app]
class Room(AsyncWebsocketConsumer):
    async def connect(self):
        room_name = self.scope["url_route"]["kwargs"]["room_name"]
        await self.channel_layer.group_add(f"chat_{room_name}", self.channel_name)
        await self.accept()


application = URLRouter([re_path(r"ws/chat/(?P<room_name>\w+)/$", Room.as_asgi())])
# --8<-- [end:app]

ROOMS = {
    "lobby": "lobby",
    "채팅": "채팅",
    "94 letters": "a" * 94,
    "95 letters": "a" * 95,
}


async def probe(server: Live) -> dict[str, str]:
    return {
        title: await handshake(server, f"/ws/chat/{quote(room)}/") for title, room in ROOMS.items()
    }


def main() -> None:
    results = measure("room_name:application", probe)
    for title in ROOMS:
        print(f"room {title}:")
        for name, answers in results.items():
            print(f"  {name + ':':8} {answers[title]}")


if __name__ == "__main__":
    main()
