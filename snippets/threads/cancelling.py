"""Cancelling: a coroutine stops at its await; a function in a thread goes on to its end."""

import asyncio
import threading

from asgiref.sync import sync_to_async


# --8<-- [start:views]
async def coroutine(log, begun, answer):
    log.append("begins")
    begun.set()
    try:
        await asyncio.to_thread(answer.wait, 5)
        log.append("has its answer")
    finally:
        log.append("cleans up")


async def swallows(log, begun, answer):
    log.append("begins")
    begun.set()
    try:
        await asyncio.to_thread(answer.wait, 5)
    except asyncio.CancelledError:
        log.append("hides the cancellation")  # wrong: it should raise again
    log.append("goes on")


async def function_in_thread(log, begun, answer):
    def work():
        log.append("begins")
        begun.set()
        answer.wait(5)
        log.append("goes on to its end")

    await sync_to_async(work)()
    log.append("never here")


# --8<-- [end:views]
# --8<-- [start:cancel]
def cancel(view):
    """Start `view`, cancel it while it waits, and return what happened."""
    log, begun, answer = [], threading.Event(), threading.Event()

    async def server():
        task = asyncio.create_task(view(log, begun, answer))
        while not begun.is_set():
            await asyncio.sleep(0)
        log.append("cancelled")
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            log.append("CancelledError")
        else:
            log.append("no error")
        answer.set()
        await sync_to_async(lambda: None)()  # the shared thread has ended its earlier work

    asyncio.run(server())
    return log


# --8<-- [end:cancel]
def main():
    for view in (coroutine, swallows, function_in_thread):
        print(f"{view.__name__}\n    {' -> '.join(cancel(view))}")


if __name__ == "__main__":
    main()
