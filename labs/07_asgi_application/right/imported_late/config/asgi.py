"""The project's ASGI application: what a server such as Daphne calls for each connection."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application


def make_application():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django_application = get_asgi_application()
    from chat.routing import websocket_urlpatterns

    return ProtocolTypeRouter(
        {"http": django_application, "websocket": URLRouter(websocket_urlpatterns)}
    )


application = make_application()
