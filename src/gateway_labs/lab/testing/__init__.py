"""The harness: the few names that a lab's test_lab.py takes from this project.

A test says what it does and what it expects (`step`), does it, and states what came (`verify`):

    @pytest.mark.task(1)
    async def test_accepts():
        application = load("ws_app", "application")
        socket = Socket(application, "/ws/")
        step("opened a WebSocket on /ws/", "the application accepts it")
        answer = await socket.connect()
        verify(answer["type"] == "websocket.accept", got=f"it sent {answer['type']}")

An exception of the learner's program needs no handling: the report shows it beside the last step.
"""

from gateway_labs.lab.testing.application import LIMIT, Application, Returned
from gateway_labs.lab.testing.http import Exchange, Request, exchange
from gateway_labs.lab.testing.load import cold_import, load
from gateway_labs.lab.testing.server import DaphneServer
from gateway_labs.lab.testing.socket import Socket
from gateway_labs.lab.testing.steps import note, step, verify
from gateway_labs.lab.testing.wsgi import Response, call_wsgi, serve_wsgi

__all__ = [
    "LIMIT",
    "Application",
    "DaphneServer",
    "Exchange",
    "Request",
    "Response",
    "Returned",
    "Socket",
    "call_wsgi",
    "cold_import",
    "exchange",
    "load",
    "note",
    "serve_wsgi",
    "step",
    "verify",
]
