"""Serve a learner's work with Daphne, with the chat page beside it, and load it again at each save.

    python -m gateway_labs.lab.serve --root work/05_echo_consumer --application run:application
        --path /ws/ [--port 8001] [--settings config.settings] [--module-path labs/05_echo_consumer]

This process watches the files. `gateway_labs.lab.server` serves, in a process of its own, since
Django and Twisted can be set up only once in one.
"""

import argparse
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gateway_labs.errors import CourseError
from gateway_labs.lab.tree import walk
from gateway_labs.strings import text

HOST = "127.0.0.1"
PORT = 8001
POLL = 0.3
"""Seconds between two looks at the files. Looking also survives a reset, which moves the folder."""
STOP_LIMIT = 5.0
NO_PORT = 3
"""The server's exit code when it could not listen."""


@dataclass(frozen=True)
class Service:
    """What to serve. `application` is "module:name", `path` the WebSocket that the page opens.

    If `module_path` holds the module, it comes from there, and not from the learner's `root`: the
    lab has no ASGI application yet. Then `settings` names the Django settings for it.
    """

    root: str
    application: str
    path: str
    port: int = PORT
    settings: str | None = None
    module_path: str | None = None

    @property
    def lab_module(self) -> Path | None:
        """The lab's own file with the application; None if the learner writes it."""
        if self.module_path is None:
            return None
        file = Path(self.module_path, self.application.partition(":")[0] + ".py")
        return file if file.is_file() else None


def serve(service: Service) -> None:
    """Serve until Ctrl+C. A port in use or a missing folder is a `CourseError`."""
    root = Path(service.root)
    if not root.is_dir():
        raise CourseError(root, text("serve.no_folder"), text("serve.no_folder_do"))
    service = replace(service, port=free_port(service.port))
    with contextlib.suppress(KeyboardInterrupt):
        for seen in states(root):
            with running(service) as server:
                wait_for_change(root, seen, server, service)
            print(text("serve.again"), flush=True)


def free_port(port: int) -> int:
    """`port`, or any free one for 0. A port in use, or a number that is no port: `CourseError`."""
    if not 0 <= port < 2**16:
        raise CourseError(f"--port {port}", text("serve.no_port"))
    with socket.socket() as probe:
        # As servers do on POSIX: a port whose last connections are just over is free. On Windows
        # the option would take a port that is in use.
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            return probe.getsockname()[1]
        except OSError as error:
            raise port_error(port) from error


def port_error(port: int) -> CourseError:
    return CourseError(f"{HOST}:{port}", text("serve.port"), text("serve.port_do", port=port + 1))


def state(root: Path) -> dict[str, tuple[int, int]]:
    """The time of the last change and the size of each file that matters; {} without a folder."""
    found = {}
    for path in walk(root):
        with contextlib.suppress(OSError):  # An editor may just be replacing it.
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


def states(root: Path) -> Iterator[dict]:
    while True:
        yield state(root)


def wait_for_change(root: Path, seen: dict, server: subprocess.Popen, service: Service) -> None:
    """Return after a save. A server that ended by itself is reported once, and waited for."""
    ended = False
    while (now := state(root)) == seen or not now:
        if not ended and server.poll() is not None:
            ended = True
            if server.returncode == NO_PORT:
                raise port_error(service.port)
            print(text("serve.ended", code=server.returncode), flush=True)
        time.sleep(POLL)


@contextlib.contextmanager
def running(service: Service) -> Iterator[subprocess.Popen]:
    """The server in a process of its own, which ends with this block, and also if we are killed."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gateway_labs.lab.server", json.dumps(asdict(service))],
        stdin=subprocess.PIPE,  # It ends when this pipe does.
        start_new_session=True,  # Ctrl+C comes to us alone.
    )
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        server.stdin.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="gateway_labs.lab.serve")
    for name in ("root", "application", "path"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--settings")
    parser.add_argument("--module-path")
    try:
        serve(Service(**vars(parser.parse_args(arguments))))
    except CourseError as error:
        print(f"labs: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
