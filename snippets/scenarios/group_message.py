"""A message through a group: from one consumer to another, and back to the sender."""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

TITLE = "A message to a group"
FILES = ("channels.consumer",)
urlpatterns = []


class Room(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("lobby", self.channel_name)
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("lobby", {"type": "chat.message", "text": text_data})

    async def chat_message(self, event):
        await self.send(text_data=event["text"])

    async def disconnect(self, code):
        await self.channel_layer.group_discard("lobby", self.channel_name)


async def client(server):
    a = server.websocket("/ws/lobby/", who="A")
    b = server.websocket("/ws/lobby/", who="B")
    await a.open()
    await b.open()
    await a.send_text("hi")
    await b.receive()
    await a.receive()
    await a.leave()
    await b.leave()


def configure():
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="scenario",
        CHANNEL_LAYERS={"default": layer},
    )


def asgi():
    return URLRouter([path("ws/lobby/", Room.as_asgi())])
