"""A WebSocket handshake at Django's own development server, which speaks WSGI."""

import logging
import threading

import django
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.core.wsgi import get_wsgi_application
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None)
    django.setup()

logging.disable()  # Django would log the 404
urlpatterns = []  # no page at /ws/chat/, as in every project with a chat


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


# --8<-- [start:ask]
def handshake():
    """Serve one request as `runserver` does without Daphne."""
    with WSGIServer(("127.0.0.1", 0), QuietHandler) as server:
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        try:
            with connect(f"ws://127.0.0.1:{server.server_port}/ws/chat/", proxy=None):
                return "a socket"
        except InvalidStatus as error:
            return f"status {error.response.status_code}"
        finally:
            thread.join()


# --8<-- [end:ask]
def main():
    print("the client gets", handshake())


if __name__ == "__main__":
    main()
