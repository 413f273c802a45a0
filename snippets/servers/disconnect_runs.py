"""When a consumer's `disconnect` runs: after a refusal, but not after an exception."""

import asyncio
import json

import django
from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from live import Live, handshake, how_it_closed, measure

if not settings.configured:
    settings.configure()
    django.setup()

CALLS: list[str] = []


# --8<-- [start:app]
class Recorder(WebsocketConsumer):
    def connect(self):
        if self.scope["path"] == "/refused/":
            self.close()
        else:
            self.accept()

    def receive(self, text_data=None, bytes_data=None):
        raise RuntimeError("the handler failed")

    def disconnect(self, code):
        CALLS.append(f"disconnect({code}) ran for {self.scope['path']}")


# --8<-- [end:app]


async def tell(scope, receive, send) -> None:
    """Answer an HTTP request with the calls so far."""
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": json.dumps(CALLS).encode()})


application = ProtocolTypeRouter({"websocket": Recorder.as_asgi(), "http": tell})


async def probe(server: Live) -> list[str]:
    async with server.socket("/raised/") as client:
        await client.send("hello")
        await how_it_closed(client)
    await handshake(server, "/refused/")
    await calls(server, 1)
    async with server.socket("/ended-by-client/"):
        pass
    return await calls(server, 2)


async def calls(server: Live, expected: int) -> list[str]:
    """Ask until `expected` calls of disconnect are known, at most for some seconds."""
    for _ in range(200):
        known = json.loads(server.get("/")[1])
        if len(known) >= expected:
            break
        await asyncio.sleep(0.02)
    return known


def main() -> None:
    for name, known in measure("disconnect_runs:application", probe).items():
        print(f"{name}: three sockets: one raised, one was refused, one the client ended")
        for call in known:
            print(f"  {call}")
        if not any("/raised/" in call for call in known):
            print("  disconnect never ran for /raised/")


if __name__ == "__main__":
    main()
