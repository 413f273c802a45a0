"""Which WebSocket path leads to which consumer."""

from chat.consumers import ChatConsumer
from django.urls import re_path

websocket_urlpatterns = [
    re_path(r"^ws/chat/(?P<room_name>\w+)/\Z", ChatConsumer.as_view()),
]
