"""What `websocket.disconnect` carries, and what a `send` after it does."""

import asyncio
import json

from live import Live, handshake, measure

ENDED: list[dict] = []  # what the application saw at the end of each socket


# --8<-- [start:app]
async def application(scope, receive, send):
    if scope["type"] == "http":
        return await tell(send)
    await receive()  # websocket.connect
    if scope["path"] == "/refused/":
        await send({"type": "websocket.close"})
    else:
        await send({"type": "websocket.accept"})
    if scope["path"] == "/closed-by-us/":
        await send({"type": "websocket.close", "code": 4010})
    message = await receive()
    try:
        await send({"type": "websocket.send", "text": "are you there?"})
        after = "nothing happens"
    except OSError:
        after = "raises an OSError"
    except Exception as error:
        after = f"raises {type(error).__name__}"
    ENDED.append(
        {
            "path": scope["path"],
            "code": message["code"],
            "reason": message.get("reason"),
            "send": after,
        }
    )


# --8<-- [end:app]


async def tell(send) -> None:
    """Answer an HTTP request with what the sockets before it saw."""
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(ENDED).encode()})


async def probe(server: Live) -> dict[str, dict]:
    for path, code in (("/client-1000/", 1000), ("/client-4001/", 4001)):
        async with server.socket(path) as client:
            await client.close(code, "bye")
    async with server.socket("/closed-by-us/") as client:
        await client.wait_closed()
    async with server.socket("/connection-lost/") as client:
        client.transport.abort()
    await handshake(server, "/refused/")
    return await every_ending(server, 5)


async def every_ending(server: Live, sockets: int) -> dict[str, dict]:
    """Ask until the application has seen the end of each socket."""
    for _ in range(200):
        ended = json.loads(server.get("/")[1])
        if len(ended) == sockets:
            break
        await asyncio.sleep(0.02)
    return {entry["path"]: entry for entry in ended}


def main() -> None:
    results = measure("disconnect_codes:application", probe)
    for path in sorted(results["Daphne"]):
        print(f"{path.strip('/')}:")
        for name, endings in results.items():
            ended = endings[path]
            print(f"  {name + ':':8} code {ended['code']}, reason {ended['reason']!r}; ", end="")
            print(f"a send after it: {ended['send']}")


if __name__ == "__main__":
    main()
