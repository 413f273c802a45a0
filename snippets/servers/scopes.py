"""Which scopes each server makes, which versions it names, and whether it speaks lifespan."""

import json

from asgiref.typing import HTTPScope, LifespanScope, WebSocketScope
from live import Live, measure

SEEN: list[dict] = []
SPECIFIED = {"lifespan": LifespanScope, "http": HTTPScope, "websocket": WebSocketScope}


# --8<-- [start:app]
async def application(scope, receive, send):
    SEEN.append(
        {
            "type": scope["type"],
            "asgi": scope["asgi"],
            "extensions": sorted(scope.get("extensions") or {}),
            "keys": sorted(scope),
        }
    )
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    message = await receive()
    if message["type"] == "websocket.connect":
        return await send({"type": "websocket.accept"})
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": json.dumps(SEEN).encode()})


async def lifespan(receive, send):
    await receive()  # lifespan.startup
    await send({"type": "lifespan.startup.complete"})
    await receive()  # lifespan.shutdown
    await send({"type": "lifespan.shutdown.complete"})


# --8<-- [end:app]


async def probe(server: Live) -> dict[str, dict]:
    async with server.socket("/chat/"):
        pass
    return {scope["type"]: scope for scope in json.loads(server.get("/")[1])}


def main() -> None:
    for name, scopes in measure("scopes:application", probe).items():
        print(f"{name}:")
        for kind, specified in SPECIFIED.items():
            scope = scopes.get(kind)
            if scope is None:
                print(f"  {kind}: no such scope")
                continue
            versions = ", ".join(f"{key} {value}" for key, value in sorted(scope["asgi"].items()))
            extensions = ", ".join(scope["extensions"]) or "none"
            print(f"  {kind}: {versions}; extensions: {extensions}")
            missing = specified.__annotations__.keys() - set(scope["keys"])
            print(f"    keys that it lacks: {', '.join(sorted(missing)) or 'none'}")


if __name__ == "__main__":
    main()
