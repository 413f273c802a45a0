"""The project's ASGI application: what a server such as Daphne calls for each connection."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# This loads Django's apps. What may import a model must be imported below it.
django_application = get_asgi_application()

from chat.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "ws": URLRouter(websocket_urlpatterns),
    }
)
