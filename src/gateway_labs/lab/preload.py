"""What a check imports: an interpreter that has it already checks at once.

In the order in which the modules need each other. What a lab imports besides is its own.
"""

BASE = ("pytest", "pytest_asyncio.plugin", "gateway_labs.lab.tasks", "gateway_labs.lab.testing")
DJANGO = (
    "django.core.asgi",
    "django.core.wsgi",
    "django.core.handlers.asgi",
    "django.core.handlers.wsgi",
    "django.urls",
    "django.http",
    "django.template",
    "channels.routing",
    "channels.generic.websocket",
    "channels.layers",
)
