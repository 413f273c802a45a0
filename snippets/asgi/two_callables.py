"""ASGI 2 was two callables, ASGI 3 is one. asgiref turns the old into the new."""

import asyncio

from asgiref.compatibility import guarantee_single_callable, is_double_callable


# --8<-- [start:two]
class ApplicationOfAsgi2:
    def __init__(self, scope):  # first call: sync, with the scope
        self.scope = scope

    async def __call__(self, receive, send):  # second call: async, with the channels
        await send({"type": "http.response.start", "status": 204, "headers": []})


# --8<-- [end:two]
# --8<-- [start:three]
async def application_of_asgi3(scope, receive, send):  # one call, with all three
    await send({"type": "http.response.start", "status": 204, "headers": []})


# --8<-- [end:three]
def sent_by(application):
    """Call `application` as an ASGI 3 server does. Return the types of its events."""
    sent = []

    async def send(event):
        sent.append(event["type"])

    asyncio.run(guarantee_single_callable(application)({"type": "http"}, None, send))
    return sent


def main():
    for application in (ApplicationOfAsgi2, application_of_asgi3):
        name = application.__name__
        print(f"{name:22}two callables: {is_double_callable(application)!s:6}", end="")
        print(f"as ASGI 3: {sent_by(application)}")


if __name__ == "__main__":
    main()
