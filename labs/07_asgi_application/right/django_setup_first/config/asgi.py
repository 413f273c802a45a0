"""The project's ASGI application: what a server such as Daphne calls for each connection."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from chat.routing import websocket_urlpatterns  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

application = ProtocolTypeRouter(
    {
        "websocket": URLRouter(websocket_urlpatterns),
        "http": get_asgi_application(),
    }
)
