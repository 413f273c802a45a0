"""What `labs run 6` serves: the learner's routing, since this lab has no config/asgi.py yet."""

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from chat.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"websocket": URLRouter(websocket_urlpatterns)})
