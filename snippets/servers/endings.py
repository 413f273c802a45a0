"""What the client sees when the application raises, returns, or closes with no code."""

import asyncio

from live import Live, handshake, how_it_closed, measure, show

STILL_OPEN = 4  # seconds; Daphne looks at its applications once a second


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    if scope["path"] == "/raise-before-accept/":
        raise RuntimeError("the handler failed")
    await send({"type": "websocket.accept"})
    if scope["path"] == "/raise/":
        raise RuntimeError("the handler failed")
    if scope["path"] == "/close/":
        await send({"type": "websocket.close"})


# --8<-- [end:app]


async def after_accept(server: Live, path: str) -> str:
    async with server.socket(path) as client:
        try:
            await asyncio.wait_for(client.wait_closed(), STILL_OPEN)
        except TimeoutError:
            return "the socket stays open"
        return await how_it_closed(client)


async def probe(server: Live) -> dict[str, str]:
    return {
        "an exception before accept": await handshake(server, "/raise-before-accept/"),
        "an exception after accept": await after_accept(server, "/raise/"),
        "close with no code after accept": await after_accept(server, "/close/"),
        "a return after accept, with no close": await after_accept(server, "/return/"),
    }


def main() -> None:
    results = measure("endings:application", probe)
    for ending in results["Daphne"]:
        print(f"{ending}:")
        show({name: endings[ending] for name, endings in results.items()})


if __name__ == "__main__":
    main()
