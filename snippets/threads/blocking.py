"""Two tasks on one event loop: a wait with await lets the other run, a wait without does not."""

import asyncio
import time


# --8<-- [start:waits]
async def polite_wait():
    await asyncio.sleep(0.05)  # gives the loop to others


async def blocking_wait():
    time.sleep(0.05)  # keeps the loop


# --8<-- [end:waits]
# --8<-- [start:run]
async def two_tasks(wait):
    """Start A and B together. Return what happened, in order."""
    log = []

    async def task(name):
        log.append(f"{name} begins")
        await wait()
        log.append(f"{name} ends")

    await asyncio.gather(task("A"), task("B"))
    return log


# --8<-- [end:run]
def main():
    for wait in (polite_wait, blocking_wait):
        print(f"{wait.__name__:14}{' | '.join(asyncio.run(two_tasks(wait)))}")


if __name__ == "__main__":
    main()
