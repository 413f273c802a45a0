"""Which WebSocket path leads to which consumer."""

from chat.consumers import ChatConsumer
from django.urls import path

websocket_urlpatterns = [
    path("ws/chat/<str:room_name>/", ChatConsumer.as_asgi()),
]
