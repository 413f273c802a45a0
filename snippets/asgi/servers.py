"""One application on two real servers, Daphne and Uvicorn: where they differ."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

FOLDER = Path(__file__).parent
# --8<-- [start:commands]
COMMANDS = {
    "Daphne": "-m daphne -b 127.0.0.1 -p 0 answering_app:application",
    "Uvicorn": "-m uvicorn --host 127.0.0.1 --port 0 answering_app:application",
}
# --8<-- [end:commands]


class Server:
    """A server process on a port that it chose itself. Use it in a `with` statement."""

    def __init__(self, name):
        self.process = subprocess.Popen(
            [sys.executable, "-u", *COMMANDS[name].split()],
            cwd=FOLDER,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        for line in self.process.stderr:
            found = re.search(r"127\.0\.0\.1:(\d+)", line)
            if found and ("Listening" in line or "running" in line):
                self.port = int(found[1])
                # A full pipe would stop the server: read on and forget.
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return self
        raise RuntimeError(f"the server ended with {self.process.wait()} before it listened")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()

    def scope(self):
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/caf%C3%A9?q=%C3%A9")
        seen = json.loads(connection.getresponse().read())
        connection.close()
        return seen

    def socket(self, path):
        return connect(f"ws://127.0.0.1:{self.port}{path}", proxy=None)


# --8<-- [start:probes]
def refused(server, path):
    """What the client gets if the handshake fails."""
    try:
        with server.socket(path):
            return "accepted"
    except InvalidStatus as error:
        return f"HTTP {error.response.status_code}"


def closed(server, path):
    """The close frame that the client gets, as 'code reason'."""
    with server.socket(path) as socket:
        try:
            socket.recv(timeout=5)
        except ConnectionClosed as error:
            frame = error.rcvd
            return f"{frame.code} {frame.reason}".strip() if frame else "no close frame"


def accept_header(server):
    with server.socket("/headers") as socket:
        return socket.response.headers.get("x-room", "not sent")


def first_frame(server):
    """The first frame of an application that sends an empty text, then another."""
    with server.socket("/empty") as socket:
        return repr(socket.recv(timeout=5))


def keys_of_a_message(server):
    with server.socket("/both_keys") as socket:
        socket.send("hi")
        return socket.recv(timeout=5)


def extensions(server):
    with server.socket("/extensions") as socket:
        return socket.recv(timeout=5)


def late_send(server):
    """What send() does after websocket.disconnect."""
    with server.socket("/late"):
        pass  # the client connects, and leaves at once
    for _ in range(100):
        if late := server.scope()["late"]:
            return late[0]
        time.sleep(0.05)
    return "never returned"


# --8<-- [end:probes]
def facts(name):
    """Return {question: answer} for the server `name`."""
    with Server(name) as server:
        scope = server.scope()
        return {
            "path": scope["path"],
            "raw_path": scope["raw_path"],
            "query_string": scope["query_string"],
            "spec_version": scope["spec_version"] or "not said",
            "sends lifespan": scope["lifespan"],
            "has state": "state" in scope["keys"],
            "close before accept": refused(server, "/refuse"),
            "error before accept": refused(server, "/no-such-path"),
            "close after accept": closed(server, "/close"),
            "error after accept": closed(server, "/fail"),
            "accept headers": accept_header(server),
            "first of '' and more": first_frame(server),
            "websocket extensions": extensions(server),
            "keys of a message": keys_of_a_message(server),
            "send after the end": late_send(server),
        }


def main():
    answers = {name: facts(name) for name in COMMANDS}
    print(f"{'':22}{'Daphne':24}Uvicorn")
    for question in answers["Daphne"]:
        daphne, uvicorn = (str(answers[name][question]) for name in ("Daphne", "Uvicorn"))
        print(f"{question:22}{daphne:24}{uvicorn}")


if __name__ == "__main__":
    main()
