"""A response in pieces, on a real server: send returns, the client has the piece."""

import asyncio
import socket

import uvicorn


# --8<-- [start:app]
def make_application(log, client_has):
    async def application(scope, receive, send):
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in (b"one ", b"two "):
            log.append(f"application sends {piece!r}")
            event = {"type": "http.response.body", "body": piece, "more_body": True}
            await send(event)
            await client_has.acquire()  # so that the order is the same each time
        log.append("application sends the end")
        await send({"type": "http.response.body"})

    return application


# --8<-- [end:app]
async def run():
    """Return what happened, in order."""
    log, client_has = [], asyncio.Semaphore(0)
    application = make_application(log, client_has)
    config = uvicorn.Config(application, lifespan="off", log_level="critical", ws="none")
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    for piece in (b"one ", b"two "):
        await reader.readuntil(piece)
        log.append(f"client has {piece!r}")
        client_has.release()
    await reader.read()
    log.append("client sees the end")
    writer.close()
    server.should_exit = True
    await serving
    return log


def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
