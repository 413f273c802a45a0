"""A context variable goes into the other thread and comes back; a task keeps its change."""

import asyncio
import contextvars
import threading

from asgiref.sync import sync_to_async

# --8<-- [start:variables]
user = contextvars.ContextVar("user", default="nobody")
local = threading.local()
# --8<-- [end:variables]


# --8<-- [start:run]
def in_the_thread(log):
    log.append(f"in the thread: {user.get()}, {getattr(local, 'user', 'nothing')}")
    user.set("bora")


async def run():
    """Return what each place sees: the context variable, the thread-local value."""
    log = []
    user.set("ada")
    local.user = "ada"
    await sync_to_async(in_the_thread)(log)
    log.append(f"after sync_to_async: {user.get()}, {local.user}")

    async def in_a_task():
        user.set("chae")

    await asyncio.create_task(in_a_task())
    log.append(f"after a task: {user.get()}, {local.user}")
    return log


# --8<-- [end:run]
def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
