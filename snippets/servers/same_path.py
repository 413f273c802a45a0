"""One Daphne serves a page and a WebSocket at the same path; the scope's type tells them apart."""

import django
from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path
from live import Live, measure, show

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])
    django.setup()


# --8<-- [start:app]
class Echo(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.send(text_data=text_data)


def page(request, room_name):
    return HttpResponse(f"the page of {room_name}")


urlpatterns = [path("chat/<room_name>/", page)]
application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("chat/<room_name>/", Echo.as_asgi())]),
    }
)
# --8<-- [end:app]


async def probe(server: Live) -> str:
    status, body = server.get("/chat/lobby/")
    async with server.socket("/chat/lobby/") as client:
        await client.send("hello")
        return f"HTTP {status} {body!r}; the WebSocket echoed {await client.recv()!r}"


def main() -> None:
    print("GET and WebSocket, both to /chat/lobby/:")
    show(measure("same_path:application", probe))


if __name__ == "__main__":
    main()
