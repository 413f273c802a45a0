"""What a client sees when the application neither accepts nor closes."""

import asyncio
from contextlib import ExitStack

from live import Live, handshake, serve

LIMIT = 8  # seconds that the client waits; Daphne gives up before that


# --8<-- [start:app]
async def application(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError("this application serves WebSockets only")
    while (await receive())["type"] != "websocket.disconnect":
        pass  # websocket.connect came, and nobody answers it


# --8<-- [end:app]


async def ask_all(servers: dict[str, Live]) -> dict[str, str]:
    answers = await asyncio.gather(*(handshake(server, limit=LIMIT) for server in servers.values()))
    return dict(zip(servers, answers, strict=True))


def answers() -> dict[str, str]:
    """All three wait at the same time, so that the program takes as long as the slowest."""
    target = "silent_connect:application"
    with ExitStack() as stack:
        servers = {
            "Daphne": serve("Daphne", target),
            "Daphne --websocket_connect_timeout 1": serve(
                "Daphne", target, "--websocket_connect_timeout", "1"
            ),
            "Uvicorn": serve("Uvicorn", target),
        }
        running = {name: stack.enter_context(server) for name, server in servers.items()}
        return asyncio.run(ask_all(running))


def main() -> None:
    print(f"The client waits {LIMIT} s at most.")
    for name, answer in answers().items():
        print(f"{name}: {answer}")


if __name__ == "__main__":
    main()
