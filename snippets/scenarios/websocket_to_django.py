"""A WebSocket sent to Django's own ASGI application: it raises a ValueError."""

from django.conf import settings

TITLE = "A WebSocket for plain Django"
urlpatterns = []


async def client(server):
    connection = server.websocket("/ws/echo/")
    await connection.send({"type": "websocket.connect"})
    await connection.ended()


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
