"""Which WebSocket path leads to which consumer."""

from django.urls import path

from chat.consumers import ChatConsumer

websocket_urlpatterns = [
    path("ws/chat/<slug:room_name>/", ChatConsumer.as_asgi()),
]
