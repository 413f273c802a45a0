"""The shared thread waits for a coroutine that needs the shared thread."""

import asyncio
import queue

from asgiref.sync import async_to_sync, sync_to_async


# --8<-- [start:inner]
def needs_the_thread():
    return "an answer"


async def coroutine():
    return await sync_to_async(needs_the_thread)()


# --8<-- [end:inner]
# --8<-- [start:wrong]
async def with_a_helper_task():
    """A task shall answer, but the function blocks the thread that the task needs."""
    asked, answers = asyncio.Event(), queue.Queue()

    async def helper():
        await asked.wait()
        answers.put(await coroutine())

    def ask(loop):
        loop.call_soon_threadsafe(asked.set)
        try:
            return answers.get(timeout=0.3)  # without the timeout: for ever
        except queue.Empty:
            return "no answer"

    helping = asyncio.create_task(helper())
    answer = await sync_to_async(ask)(asyncio.get_running_loop())
    await helping
    return answer


# --8<-- [end:wrong]
# --8<-- [start:seen]
async def with_threadsafe():
    """asgiref sees this one: the coroutine has the context of the waiting function."""

    def ask(loop):
        return asyncio.run_coroutine_threadsafe(coroutine(), loop).result()

    try:
        return await sync_to_async(ask)(asyncio.get_running_loop())
    except RuntimeError as error:
        return f"RuntimeError: {error}"


# --8<-- [end:seen]
# --8<-- [start:right]
async def with_the_bridge():
    """While it waits, async_to_sync runs the work that the thread is asked for."""
    return await sync_to_async(async_to_sync(coroutine))()


# --8<-- [end:right]
def main():
    for function in (with_a_helper_task, with_threadsafe, with_the_bridge):
        print(f"{function.__name__:20}{asyncio.run(function())}")


if __name__ == "__main__":
    main()
