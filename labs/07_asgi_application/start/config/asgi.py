"""The project's ASGI application: what a server such as Daphne calls for each connection."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# TODO(1): HTTP to Django, WebSockets to the routes in chat/routing.py.
# TODO(3): mind the order: get_asgi_application() loads Django's apps.
# TODO(4): then a real Daphne can serve both.
application = get_asgi_application()
