"""The application that `servers.py` runs on each server. Alone, it prints its WebSocket paths."""

import asyncio
import json

LATE = []


# --8<-- [start:http]
async def http(scope, receive, send):
    """Answer with what this server put into the scope."""
    seen = {
        "keys": sorted(scope),
        "spec_version": scope["asgi"].get("spec_version"),
        "path": scope["path"],
        "raw_path": scope["raw_path"].decode("latin-1"),
        "query_string": scope["query_string"].decode("latin-1"),
        "lifespan": "state" in scope and scope["state"].get("started", False),
        "late": LATE,
    }
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


# --8<-- [end:http]
async def lifespan(scope, receive, send):
    await receive()
    scope["state"]["started"] = True
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


# --8<-- [start:websocket]
async def refuse(scope, receive, send):
    await send({"type": "websocket.close", "code": 4003})


async def close(scope, receive, send):
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4003, "reason": "not for you"})


async def fail(scope, receive, send):
    await send({"type": "websocket.accept"})
    raise LookupError("a mistake in the application")


async def headers(scope, receive, send):
    await send({"type": "websocket.accept", "headers": [(b"x-room", b"lobby")]})


async def empty(scope, receive, send):
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": ""})
    await send({"type": "websocket.send", "text": "not empty"})


async def late(scope, receive, send):
    await send({"type": "websocket.accept"})
    await receive()  # websocket.disconnect
    try:
        await send({"type": "websocket.send", "text": "too late"})
    except OSError:
        LATE.append("OSError")
    else:
        LATE.append("no error")


async def both_keys(scope, receive, send):
    await send({"type": "websocket.accept"})
    event = await receive()
    await send({"type": "websocket.send", "text": ", ".join(sorted(event))})


async def extensions(scope, receive, send):
    await send({"type": "websocket.accept"})
    names = ", ".join(sorted(scope.get("extensions", {})))
    await send({"type": "websocket.send", "text": names or "none"})


# --8<-- [end:websocket]
PATHS = {
    f"/{f.__name__}": f for f in (refuse, close, fail, headers, empty, late, both_keys, extensions)
}


async def websocket(scope, receive, send):
    await receive()  # websocket.connect
    await PATHS[scope["path"]](scope, receive, send)
    if scope["path"] not in ("/refuse", "/late"):
        while (await receive())["type"] != "websocket.disconnect":
            pass


async def application(scope, receive, send):
    await {"http": http, "lifespan": lifespan, "websocket": websocket}[scope["type"]](
        scope, receive, send
    )


def main():
    print(*PATHS, sep="\n")
    assert asyncio.iscoroutinefunction(application)


if __name__ == "__main__":
    main()
