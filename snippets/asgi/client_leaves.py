"""The client leaves while the application works: receive() is the only way to hear of it."""

import asyncio


# --8<-- [start:deaf]
async def deaf(receive, send, work):
    """Works to the end and does not listen."""
    await receive()  # the request
    await work()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


# --8<-- [end:deaf]
# --8<-- [start:listening]
async def listening(receive, send, work):
    """Stops its work when the client leaves."""
    await receive()  # the request; from here on, receive() can only mean a disconnect
    working = asyncio.create_task(work())
    leaving = asyncio.create_task(receive())
    await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
    if leaving.done():
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return
    leaving.cancel()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


# --8<-- [end:listening]
# --8<-- [start:work]
async def slow_work(log, answer):
    """Wait for `answer`, as a view waits for a database."""
    log.append("work begins")
    try:
        await answer.wait()
        log.append("work is complete")
    finally:
        log.append("work cleans up")


# --8<-- [end:work]
def run(application):
    """Call `application` for a client that leaves during the work. Return what happened."""
    log = []

    async def conversation():
        events, answer = asyncio.Queue(), asyncio.Event()
        events.put_nowait({"type": "http.request"})

        async def send(event):
            log.append(f"{event['type']} to nobody")

        task = asyncio.create_task(application(events.get, send, lambda: slow_work(log, answer)))
        while not log:
            await asyncio.sleep(0)
        log.append("the client leaves")
        events.put_nowait({"type": "http.disconnect"})
        for _ in range(10):  # give the application the time to hear of it
            await asyncio.sleep(0)
        answer.set()
        await task

    asyncio.run(conversation())
    return log


def main():
    for application in (deaf, listening):
        print(application.__name__)
        for line in run(application):
            print("   ", line)


if __name__ == "__main__":
    main()
