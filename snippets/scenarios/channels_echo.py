"""An echo with Channels: ProtocolTypeRouter, URLRouter, and the consumer's dispatch."""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

TITLE = "An echo consumer"
VIEW = "Echo.receive"
FILES = ("channels.routing", "channels.consumer", "channels.generic.websocket")
urlpatterns = []


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=text_data)


async def client(server):
    connection = server.websocket("/ws/echo/")
    await connection.open()
    await connection.send_text("hello")
    await connection.receive()
    await connection.leave()


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def asgi():
    from django.core.asgi import get_asgi_application

    sockets = URLRouter([path("ws/echo/", Echo.as_asgi())])
    return ProtocolTypeRouter({"http": get_asgi_application(), "websocket": sockets})
