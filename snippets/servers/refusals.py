"""A close before accept is an HTTP 403; the close code reaches the client only after an accept."""

from live import Live, handshake, how_it_closed, measure, show


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    if scope["path"] == "/accept-first/":
        await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4003, "reason": "members only"})


# --8<-- [end:app]


async def probe(server: Live) -> tuple[str, str]:
    refused = await handshake(server, "/refuse/")
    async with server.socket("/accept-first/") as client:
        return refused, await how_it_closed(client)


def main() -> None:
    results = measure("refusals:application", probe)
    print("close(4003) before accept:")
    show({name: refused for name, (refused, _) in results.items()})
    print("accept, then close(4003, reason='members only'):")
    show({name: closed for name, (_, closed) in results.items()})


if __name__ == "__main__":
    main()
