"""The project's ASGI application: what a server such as Daphne calls for each connection."""

import os

from channels.routing import URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http_application = get_asgi_application()

from chat import routing  # noqa: E402

websocket_application = URLRouter(routing.websocket_urlpatterns)


async def application(scope, receive, send):
    match scope["type"]:
        case "http":
            await http_application(scope, receive, send)
        case "websocket":
            await websocket_application(scope, receive, send)
        case other:
            raise ValueError(f"no application for {other}")
