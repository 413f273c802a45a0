"""Which keys of `accept`, `send` and `close` reach the client on each server."""

from live import Live, frames_until_close, measure, show


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    headers = [(b"x-room", b"lobby")]
    await send({"type": "websocket.accept", "subprotocol": "chat.v1", "headers": headers})
    await send({"type": "websocket.send", "text": ""})
    await send({"type": "websocket.send", "bytes": b""})
    await send({"type": "websocket.send", "text": "last"})
    await send({"type": "websocket.close", "code": 4000, "reason": "done"})


# --8<-- [end:app]


async def probe(server: Live) -> dict[str, str]:
    async with server.socket(subprotocols=["chat.v1"]) as client:
        frames = await frames_until_close(client)
        return {
            "the subprotocol of accept": repr(client.subprotocol),
            "the headers of accept": repr(client.response.headers.get("x-room")),
            "the frames, two of them empty": repr(frames),
            "the reason of close": repr(client.close_reason),
        }


def main() -> None:
    results = measure("what_arrives:application", probe)
    for key in results["Daphne"]:
        print(f"{key}:")
        show({name: arrived[key] for name, arrived in results.items()})


if __name__ == "__main__":
    main()
