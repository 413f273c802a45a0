"""Which close codes the servers send by themselves, when the client breaks a rule."""

from live import Live, how_it_closed, measure, show

# Small limits, so that a small message is too big. Daphne's default is 1 MiB, Uvicorn's 16 MiB.
OPTIONS = {
    "Daphne": ["--websocket-max-message-size", "100", "--websocket-max-frame-size", "100"],
    "Uvicorn": ["--ws-max-size", "100"],
}
UNMASKED = b"\x81\x02hi"  # a client must mask its frames (RFC 6455, section 5.1)


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


# --8<-- [end:app]


async def probe(server: Live) -> dict[str, str]:
    results = {}
    async with server.socket(compression=None) as client:
        client.transport.write(UNMASKED)
        results["a frame that is not masked"] = await how_it_closed(client)
    async with server.socket(compression=None) as client:
        await client.send(b"\xff", text=True)
        results["text that is not UTF-8"] = await how_it_closed(client)
    async with server.socket(compression=None) as client:
        await client.send("x" * 101)
        results["a message over the server's limit"] = await how_it_closed(client)
    return {fault: closed.partition(", reason")[0] for fault, closed in results.items()}


def main() -> None:
    results = measure("bad_frames:application", probe, **OPTIONS)
    for fault in results["Daphne"]:
        print(f"{fault}:")
        show({name: closed[fault] for name, closed in results.items()})


if __name__ == "__main__":
    main()
