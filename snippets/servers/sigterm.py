"""Which close frame an open WebSocket gets when its server is told to stop by SIGTERM."""

from live import Live, how_it_closed, measure, show


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


# --8<-- [end:app]


async def probe(server: Live) -> str:
    async with server.socket() as client:
        server.process.terminate()  # SIGTERM; on Windows the process simply ends
        return await how_it_closed(client)


def main() -> None:
    print("SIGTERM while a WebSocket is open:")
    show(measure("sigterm:application", probe))


if __name__ == "__main__":
    main()
