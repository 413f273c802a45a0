"""A sync consumer beside an async one: the thread of its methods, and who waits for it."""

from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

TITLE = "A sync consumer beside an async one"
FILES = ("channels.consumer",)
urlpatterns = []


class SyncEcho(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.send(text_data=text_data)


class AsyncEcho(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=text_data)


async def client(server):
    in_thread = server.websocket("/ws/sync/", who="S")
    on_loop = server.websocket("/ws/async/", who="A")
    await in_thread.open()
    await on_loop.open()
    await in_thread.send_text("to the sync one")
    await server.reached("SyncEcho.receive")
    await on_loop.send_text("to the async one")  # while the sync one is in its method
    await on_loop.receive()
    await in_thread.receive()
    await in_thread.leave()
    await on_loop.leave()


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def asgi():
    return URLRouter([path("ws/sync/", SyncEcho.as_asgi()), path("ws/async/", AsyncEcho.as_asgi())])
