"""Start a real Daphne and a real Uvicorn on free ports of 127.0.0.1, talk to them, and stop them.

The programs beside this file import it. Each of them holds its own ASGI application, so a target
such as `refusals:application` names the program itself.
"""

import asyncio
import contextlib
import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

HERE = Path(__file__).resolve().parent
SERVERS = ("Daphne", "Uvicorn")
START_LIMIT = 20  # seconds until a server must listen, generous for a busy machine
COMMANDS = {
    "Daphne": ["daphne", "-e", "tcp:port=0:interface=127.0.0.1"],
    "Uvicorn": ["uvicorn", "--host", "127.0.0.1", "--port", "0"],
}
# Port 0 lets the system choose; the server writes the port that it got to its log.
LISTENING = re.compile(r"(?:Listening on TCP address|running on http://)\s*127\.0\.0\.1:(\d+)")


@dataclass(frozen=True)
class Live:
    """One running server: its name ("Daphne"), its port, its process and its log file."""

    name: str
    port: int
    process: subprocess.Popen
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace")

    def get(self, path: str = "/") -> tuple[int, str]:
        """Make one HTTP request. Return the status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def socket(self, path: str = "/", **options) -> connect:
        """Open a WebSocket: `async with server.socket("/chat/") as client`."""
        return connect(f"ws://127.0.0.1:{self.port}{path}", **options)


@contextlib.contextmanager
def serve(name: str, target: str, *options: str) -> Iterator[Live]:
    """Run `target` ("module:application") on the server called `name` until the block ends."""
    # A proxy that the environment names must not see requests to this machine.
    os.environ["no_proxy"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder, "server.log")
        with log_file.open("wb") as log:
            command = [sys.executable, "-m", *COMMANDS[name], *options, target]
            process = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield Live(name, _wait_for_port(process, log_file), process, log_file)
        finally:
            process.kill()
            process.wait()


def _wait_for_port(process: subprocess.Popen, log_file: Path) -> int:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        if found := LISTENING.search(log_file.read_text("utf-8", "replace")):
            return int(found[1])
        time.sleep(0.02)
    raise RuntimeError(f"{process.args} did not start to listen:\n{log_file.read_text()}")


def measure(target: str, probe: Callable[[Live], Awaitable], **options: list[str]) -> dict:
    """Run `await probe(server)` on each server, one after the other. Return the results by name."""
    results = {}
    for name in SERVERS:
        with serve(name, target, *options.get(name, [])) as server:
            results[name] = asyncio.run(probe(server))
    return results


async def handshake(server: Live, path: str = "/", limit: float = 10) -> str:
    """Try to open a WebSocket. Say how the server answered within `limit` seconds."""
    try:
        async with server.socket(path, open_timeout=limit):
            return "accepted (HTTP 101)"
    except InvalidStatus as refusal:
        return f"refused with HTTP {refusal.response.status_code}"
    except (InvalidHandshake, EOFError, ConnectionError):
        return "connection closed without an HTTP response"
    except TimeoutError:
        return "no answer before the client's limit"


async def how_it_closed(client: ClientConnection) -> str:
    """Wait for the end. Code 1006 means that no close frame came (RFC 6455, section 7.1.5)."""
    await asyncio.wait_for(client.wait_closed(), 10)
    if client.close_code == 1006:
        return "no close frame: the client reports 1006"
    return f"close frame {client.close_code}, reason {client.close_reason!r}"


async def frames_until_close(client: ClientConnection) -> list[str | bytes]:
    """Collect frames until the socket closes, whatever its close code is."""
    frames = []
    try:
        while True:
            frames.append(await asyncio.wait_for(client.recv(), 10))
    except ConnectionClosed:
        return frames


def show(results: dict[str, str]) -> None:
    """Print one line for each server."""
    for name, result in results.items():
        print(f"  {name + ':':8} {result}")
