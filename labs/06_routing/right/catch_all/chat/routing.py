"""Which WebSocket path leads to which consumer."""

from channels.generic.websocket import AsyncWebsocketConsumer
from chat.consumers import ChatConsumer
from django.urls import re_path


class RefuseConsumer(AsyncWebsocketConsumer):
    """Answers each path that nothing else matches."""

    async def connect(self):
        await self.close()


websocket_urlpatterns = [
    re_path(r"^ws/chat/(?P<room_name>\w+)/\Z", ChatConsumer.as_asgi()),
    re_path(r"", RefuseConsumer.as_asgi()),
]
