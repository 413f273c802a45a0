"""Which WebSocket path leads to which consumer."""

from chat.consumers import ChatConsumer
from django.urls import re_path

websocket_urlpatterns = [
    # TODO(1): a route from ws/chat/ROOM/ to ChatConsumer. ROOM is a named group of the pattern.
    # TODO(3): let it match no other path.
]
