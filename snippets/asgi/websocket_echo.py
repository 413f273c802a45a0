"""A WebSocket echo without a framework, event by event."""

import asyncio


# --8<-- [start:app]
async def application(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError(f"this application serves websocket, not {scope['type']}")
    await receive()  # websocket.connect
    if scope["path"] != "/ws/echo/":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        if event.get("text") is not None:
            await send({"type": "websocket.send", "text": event["text"]})
        else:
            await send({"type": "websocket.send", "bytes": event["bytes"]})


# --8<-- [end:app]
# --8<-- [start:wrong]
async def looks_for_the_key(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        if "text" in event:  # the key may be there with the value None
            await send({"type": "websocket.send", "text": event["text"].upper()})


# --8<-- [end:wrong]
# --8<-- [start:events]
CONNECT = {"type": "websocket.connect"}
TEXT = {"type": "websocket.receive", "text": "hi"}
BINARY = {"type": "websocket.receive", "bytes": b"\x00\x01"}
BINARY_WITH_BOTH_KEYS = {"type": "websocket.receive", "text": None, "bytes": b"\x00\x01"}
GONE = {"type": "websocket.disconnect", "code": 1001}
# --8<-- [end:events]


def exchange(app, path, events):
    """Give `events` to `app`; return its own events, then the error if it raised."""
    waiting = iter(events)
    sent = []

    async def receive():
        return next(waiting)

    async def send(event):
        sent.append(event)

    try:
        asyncio.run(app({"type": "websocket", "path": path}, receive, send))
    except AttributeError as error:
        sent.append(f"AttributeError: {error}")
    return sent


def show(title, sent):
    print(title)
    for event in sent:
        print("   ", event)


def main():
    events = [CONNECT, TEXT, BINARY, BINARY_WITH_BOTH_KEYS, GONE]
    show("right path", exchange(application, "/ws/echo/", events))
    show("wrong path", exchange(application, "/nowhere/", [CONNECT, GONE]))
    show("wrong test", exchange(looks_for_the_key, "/ws/echo/", events))


if __name__ == "__main__":
    main()
