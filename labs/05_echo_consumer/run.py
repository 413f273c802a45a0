"""What `labs run 5` serves: the learner's consumer on /ws/, since this lab has no routing yet."""

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from chat.consumers import ChatConsumer  # noqa: E402
from django.urls import path  # noqa: E402

application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("ws/", ChatConsumer.as_asgi())])},
)
