"""Which WebSocket path leads to which consumer."""

from django.urls import include, path

from chat.consumers import ChatConsumer

chat_urlpatterns = [path("<str:room_name>/", ChatConsumer.as_asgi())]

websocket_urlpatterns = [path("ws/chat/", include(chat_urlpatterns))]
