"""The consumer needs a model: import it before get_asgi_application(), and after."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# --8<-- [start:consumers]
CONSUMERS = """
from channels.generic.websocket import WebsocketConsumer
from django.contrib.auth.models import User  # a model: the apps must be loaded

class ChatConsumer(WebsocketConsumer):
    pass
"""
# --8<-- [end:consumers]
SETTINGS = """
SECRET_KEY = "only for this program"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
ROOT_URLCONF = "urls"
"""
# --8<-- [start:wrong]
WRONG = """
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path
from consumers import ChatConsumer  # too early

application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": URLRouter([path("ws/chat/", ChatConsumer.as_asgi())]),
})
"""
# --8<-- [end:wrong]
# --8<-- [start:right]
RIGHT = """
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

django_application = get_asgi_application()  # loads the apps

from consumers import ChatConsumer  # noqa: E402 - it needs the apps

application = ProtocolTypeRouter({
    "http": django_application,
    "websocket": URLRouter([path("ws/chat/", ChatConsumer.as_asgi())]),
})
"""
# --8<-- [end:right]


def imported(asgi):
    """Import this asgi.py in a new process. Return the error's name, or "imported"."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "consumers": CONSUMERS,
            "settings": SETTINGS,
            "asgi": asgi,
            "urls": "urlpatterns=[]",
        }
        for name, text in files.items():
            Path(folder, f"{name}.py").write_text(text)
        result = subprocess.run(
            [sys.executable, "-c", "import asgi; print('imported')"],
            cwd=folder,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings"},
            capture_output=True,
            text=True,
        )
    return (result.stdout or result.stderr).strip().splitlines()[-1].rpartition("exceptions.")[2]


def main():
    for name, asgi in (("consumers first", WRONG), ("get_asgi_application() first", RIGHT)):
        print(f"{name:30}{imported(asgi)}")


if __name__ == "__main__":
    main()
