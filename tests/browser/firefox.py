"""A headless Firefox as the system has it, driven by WebDriver BiDi (W3C) and nothing else.

Playwright drives only a Firefox of its own make. A stock one speaks BiDi by itself: a WebSocket
takes commands {"id", "method", "params"} and answers with {"id", "result"} or {"id", "error"}.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

NAMES = ("firefox-esr", "firefox")
START_LIMIT = 60.0
ANSWER_LIMIT = 120.0
QUIET = {
    # No host but the test's own is asked for anything.
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.aboutConfig.showWarning": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    # A test may write to the clipboard, which lives in this profile alone.
    "dom.events.testing.asyncClipboard": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


def firefox_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab. `run` evaluates JavaScript in it and waits for a promise."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire, self._ids = wire, count(1)
        self.requested: list[str] = []
        self.command("session.new", capabilities={})
        tree = self.command("browsingContext.getTree")
        self._tab = tree["contexts"][0]["context"]
        self.command("session.subscribe", events=["network.beforeRequestSent"])

    def command(self, method: str, **params: object) -> dict:
        """Send one command; its result. An error of the browser is a RuntimeError."""
        number = next(self._ids)
        self._wire.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._wire.recv(timeout=ANSWER_LIMIT))
            if answer.get("method") == "network.beforeRequestSent":
                self.requested.append(answer["params"]["request"]["url"])
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
                return answer["result"]

    def goto(self, address: str) -> None:
        self.command("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", context=self._tab, viewport=size)

    def run(self, expression: str) -> object:
        """The value of `expression`, as JSON has it; an exception in it is a RuntimeError."""
        answer = self.command(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(value => JSON.stringify(value))",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def wait_for(self, expression: str, seconds: float = 60.0) -> object:
        """The first true value of `expression`; after that many seconds an AssertionError."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.run(expression):
                return value
            time.sleep(0.1)
        raise AssertionError(f"not true within {seconds:g} s: {expression}")

    def press(self, *keys: str) -> None:
        """Press each key alone; "ctrl+x" holds the first ones down."""
        actions = []
        for key in keys:
            *held, last = [CODES.get(part, part) for part in key.split("+")]
            actions += [{"type": "keyDown", "value": value} for value in (*held, last)]
            actions += [{"type": "keyUp", "value": value} for value in (last, *held[::-1])]
        self.command(
            "input.performActions",
            context=self._tab,
            actions=[{"type": "key", "id": "keyboard", "actions": actions}],
        )


CODES = {"ctrl": "\ue009", "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


@contextmanager
def firefox() -> Iterator[Page]:
    """A page of a new Firefox with a profile of its own, which goes away with it."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        settings = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in QUIET.items()]
        Path(profile, "user.js").write_text("\n".join(settings), encoding="utf-8")
        log = Path(profile, "firefox.log")
        command = [firefox_path(), "--headless", "--no-remote", "--profile", profile]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--remote-debugging-port=0", "about:blank"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            with connect(f"{_address(process, log)}/session", max_size=None) as wire:
                yield Page(wire)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen, log: Path) -> str:
    """Where it listens: it writes that to its log, since the port was free to choose."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text("utf-8")):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"Firefox did not start: {log.read_text('utf-8')[-2000:]}")
