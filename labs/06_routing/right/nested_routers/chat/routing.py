"""Which WebSocket path leads to which consumer."""

from channels.routing import URLRouter
from chat.consumers import ChatConsumer
from django.urls import path, re_path

chat_urlpatterns = [re_path(r"^(?P<room>\w+)/\Z", ChatConsumer.as_asgi())]

websocket_urlpatterns = [path("ws/chat/", URLRouter(chat_urlpatterns))]
