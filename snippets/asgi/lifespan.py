"""Lifespan on a real server: startup, a request that finds the state, shutdown."""

import asyncio
import socket

import uvicorn


# --8<-- [start:app]
def make_application(log):
    async def application(scope, receive, send):
        if scope["type"] == "lifespan":
            await lifespan(scope, receive, send)
        elif scope["type"] == "http":
            log.append(f"http request, state = {scope['state']}")
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        else:
            raise ValueError(f"no {scope['type']} here")

    async def lifespan(scope, receive, send):
        while True:
            event = await receive()
            log.append(event["type"])
            if event["type"] == "lifespan.startup":
                scope["state"]["pool"] = "a pool of connections"
                await send({"type": "lifespan.startup.complete"})
            elif event["type"] == "lifespan.shutdown":
                await send({"type": "lifespan.shutdown.complete"})
                return

    return application


# --8<-- [end:app]
async def run():
    """Start a server, ask once, stop it. Return what the application saw."""
    log = []
    config = uvicorn.Config(make_application(log), log_level="critical", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await reader.read()
        writer.close()
        server.should_exit = True
        await serving
    return log


def main():
    print(*asyncio.run(run()), sep="\n")


if __name__ == "__main__":
    main()
