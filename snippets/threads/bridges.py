"""sync_to_async and async_to_sync: which thread runs what."""

import asyncio
import threading

from asgiref.sync import async_to_sync, sync_to_async

MAIN = threading.main_thread()


# --8<-- [start:where]
def where():
    """Say which thread this is, by a name that is the same each time."""
    here = "main thread" if threading.current_thread() is MAIN else "another thread"
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return f"{here}, no loop"
    return f"{here}, with a loop"


# --8<-- [end:where]
# --8<-- [start:async_first]
async def async_first():
    """The outermost code is async, as on an ASGI server."""
    return {
        "a coroutine": where(),
        "sync_to_async(f)": await sync_to_async(where)(),
        "and async_to_sync in f": await sync_to_async(async_to_sync(coroutine))(),
    }


async def coroutine():
    return where()


# --8<-- [end:async_first]
# --8<-- [start:sync_first]
def sync_first():
    """The outermost code is sync, as on a WSGI server."""
    return {
        "a function": where(),
        "async_to_sync(c)": async_to_sync(coroutine)(),
        "and sync_to_async in c": async_to_sync(back_to_sync)(),
    }


async def back_to_sync():
    return await sync_to_async(where)()


# --8<-- [end:sync_first]
# --8<-- [start:wrong]
async def wrong():
    return async_to_sync(coroutine)()  # this thread has a running loop


# --8<-- [end:wrong]
def refusal():
    """Return what async_to_sync says on a thread whose loop is running."""
    try:
        asyncio.run(wrong())
    except RuntimeError as error:
        return f"RuntimeError: {error}"
    return "no error"


def main():
    for title, table in (("async first", asyncio.run(async_first())), ("sync first", sync_first())):
        print(title)
        for what, thread in table.items():
            print(f"    {what:24}{thread}")
    print("async_to_sync in a coroutine")
    print("   ", refusal())


if __name__ == "__main__":
    main()
