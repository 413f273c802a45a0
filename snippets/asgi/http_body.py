"""The body of a request arrives in pieces: read until more_body is false."""

import asyncio


# --8<-- [start:right]
class ClientLeft(Exception):
    """The client left before the whole body had arrived."""


async def read_body(receive):
    """Return the whole body as bytes. Raises ClientLeft on http.disconnect."""
    pieces = []
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientLeft
        pieces.append(event.get("body", b""))
        if not event.get("more_body", False):
            return b"".join(pieces)


# --8<-- [end:right]
# --8<-- [start:wrong]
async def read_once(receive):
    event = await receive()
    return event["body"]


# --8<-- [end:wrong]
# --8<-- [start:events]
THREE_PIECES = [
    {"type": "http.request", "body": b"one ", "more_body": True},
    {"type": "http.request", "body": b"two ", "more_body": True},
    {"type": "http.request", "body": b"three", "more_body": False},
]
NO_BODY = [{"type": "http.request"}]
LEFT = [
    {"type": "http.request", "body": b"one ", "more_body": True},
    {"type": "http.disconnect"},
]
# --8<-- [end:events]


def outcome(read, events):
    """Return what `read` makes of `events`, or the name of the exception."""
    waiting = iter(events)

    async def receive():
        return next(waiting)

    try:
        return asyncio.run(read(receive))
    except (ClientLeft, KeyError) as error:
        return type(error).__name__


def main():
    for name, events in [("three pieces", THREE_PIECES), ("no body", NO_BODY), ("left", LEFT)]:
        print(f"{name:14}read_body: {outcome(read_body, events)!r:18}", end="")
        print(f"read_once: {outcome(read_once, events)!r}")


if __name__ == "__main__":
    main()
