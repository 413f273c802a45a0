"""ProtocolTypeRouter chooses by scope["type"]. What it was not given, it refuses."""

import asyncio

from channels.routing import ProtocolTypeRouter


# --8<-- [start:router]
async def pages(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def sockets(scope, receive, send):
    await send({"type": "websocket.accept"})


application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
# --8<-- [end:router]


def outcome(scope_type):
    """Return the first event sent for a scope of this type, or the error."""
    sent = []

    async def send(event):
        sent.append(event["type"])

    try:
        asyncio.run(application({"type": scope_type}, None, send))
    except ValueError as error:
        return f"ValueError: {error}"
    return sent[0]


def main():
    for scope_type in ("http", "websocket", "lifespan"):
        print(f"{scope_type:10} {outcome(scope_type)}")


if __name__ == "__main__":
    main()
