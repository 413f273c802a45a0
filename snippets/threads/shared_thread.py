"""thread_sensitive: one shared thread, or a thread for each call, or one for each context."""

import asyncio
import threading

from asgiref.sync import ThreadSensitiveContext, sync_to_async


# --8<-- [start:meet]
def meet(barrier):
    """Wait for a second caller. It comes only if it can run at the same time."""
    try:
        barrier.wait(timeout=2)
    except threading.BrokenBarrierError:
        return "alone"
    return "together"


async def two_calls(thread_sensitive):
    """Start two calls at the same time. Return what each says of the other."""
    barrier = threading.Barrier(2)
    call = sync_to_async(meet, thread_sensitive=thread_sensitive)
    return await asyncio.gather(call(barrier), call(barrier))


# --8<-- [end:meet]
# --8<-- [start:context]
async def two_requests():
    """The same, each call in a context of its own, as in Django's ASGIHandler."""
    barrier = threading.Barrier(2)

    async def request():
        async with ThreadSensitiveContext():
            return await sync_to_async(meet)(barrier)

    return await asyncio.gather(request(), request())


# --8<-- [end:context]
# --8<-- [start:same]
async def threads_of_one_request():
    """Return how many threads three thread-sensitive calls of one request use."""
    async with ThreadSensitiveContext():
        threads = [await sync_to_async(threading.get_ident)() for _ in range(3)]
    return len(set(threads)), threading.get_ident() in threads


# --8<-- [end:same]
def main():
    print("thread_sensitive=True   ", *asyncio.run(two_calls(True)))
    print("thread_sensitive=False  ", *asyncio.run(two_calls(False)))
    print("a context for each      ", *asyncio.run(two_requests()))
    count, loop_thread = asyncio.run(threads_of_one_request())
    print("three calls, one context:", count, "thread; the loop's own thread:", loop_thread)


if __name__ == "__main__":
    main()
