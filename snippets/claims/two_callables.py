"""ASGI 2 took two calls, ASGI 3 takes one; asgiref can wrap the old form in the new one."""

import asyncio

from asgiref.compatibility import guarantee_single_callable, is_double_callable


# --8<-- [start:apps]
class Asgi2:
    def __init__(self, scope):
        self.scope = scope

    async def __call__(self, receive, send):
        await send({"type": "http.response.start", "status": 200})


async def asgi3(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})


# --8<-- [end:apps]


async def call_as_asgi3(application) -> list[dict]:
    """Call an application as a server of today does. Return what it sent."""
    sent = []

    async def send(message):
        sent.append(message)

    await application({"type": "http"}, None, send)
    return sent


def main() -> None:
    for application in (Asgi2, asgi3):
        print(f"{application.__name__} takes two calls:", is_double_callable(application))
    try:
        asyncio.run(call_as_asgi3(Asgi2))
    except TypeError:
        print("Asgi2(scope, receive, send) is a TypeError")
    print("wrapped:", asyncio.run(call_as_asgi3(guarantee_single_callable(Asgi2))))


if __name__ == "__main__":
    main()
