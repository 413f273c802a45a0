"""A consumer without StopConsumer on a real Daphne: what the log says after the client has left."""

import re
import subprocess
import sys
from pathlib import Path

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from websockets.sync.client import connect

if not settings.configured:
    settings.configure()


# --8<-- [start:consumer]
class Overrides(AsyncWebsocketConsumer):
    async def websocket_disconnect(self, event):
        """Replaces the method that raises StopConsumer."""


application = Overrides.as_asgi()
# --8<-- [end:consumer]
# --8<-- [start:command]
COMMAND = "-m daphne -b 127.0.0.1 -p 0 --application-close-timeout 1 took_too_long:application"
# --8<-- [end:command]


def logged():
    """Connect, leave, and return what Daphne logs about the application."""
    server = subprocess.Popen(
        [sys.executable, "-u", *COMMAND.split()],
        cwd=Path(__file__).parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in server.stderr:
            if found := re.search(r"Listening on TCP address 127\.0\.0\.1:(\d+)", line):
                with connect(f"ws://127.0.0.1:{found[1]}/", proxy=None):
                    pass
            if found := re.search(r"took too long.*", line):
                return found[0].strip()
    finally:
        server.terminate()
        server.communicate()
    return "nothing"


def main():
    print("Application instance ...", logged())


if __name__ == "__main__":
    main()
