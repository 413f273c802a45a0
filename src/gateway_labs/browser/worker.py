"""What the browser's worker calls. Everything goes in and out as JSON texts.

`warm()` comes first, once. `post(text)` gives a message to the page while a call runs; the
messages are in the docstrings of `check` and `open_session`.
"""

import sys
from collections.abc import Callable
from json import dumps  # the learner's program may put another in its place

from gateway_labs.browser.check import check_job
from gateway_labs.browser.session import Session, parse_frame
from gateway_labs.browser.workshop import Job, Workshop

_workshop: Workshop | None = None
_session: Session | None = None


def warm() -> None:
    """Import what checks need, and remember the fresh state."""
    global _workshop
    if _workshop is None:
        _workshop = Workshop()


def versions() -> str:
    """JSON: the versions of Python and of what runs the labs."""
    import asgiref
    import channels
    import django
    import pytest

    found = {
        "python": sys.version.split()[0],
        "django": django.__version__,
        "channels": channels.__version__,
        "asgiref": asgiref.__version__,
        "pytest": pytest.__version__,
    }
    if "pyodide" in sys.modules:
        found["pyodide"] = sys.modules["pyodide"].__version__
    return dumps(found)


def check(job: str, post: Callable[[str], None]) -> str:
    """Check a tree; gives JSON {"report": …, "digests": {"tree", "lab"}}.

    `job` is JSON {"lab": id, "course": {path: text}, "tree": {path: text}, "test": name or null}.
    An open session ends, with {"type": "stopped"}.
    Posted: {"type": "started", "task", "limit", "overrun": report, "digests"}, {"type": "begin"},
    {"type": "step", "did", "expected"}, {"type": "event", "event"}, {"type": "finished", "task"}
    and {"type": "overrun", "report"}: the report if the running task never ends. The last one
    posted is the one to show when the limit, in seconds of real time, has run out.
    """
    _end_session()
    report, digests = check_job(_warmed(), Job.parse(job), _posting(post))
    return dumps({"report": report.to_json(), "digests": digests})


def tidy() -> None:
    """Undo what the last check did, ahead of the next one. It need not be called."""
    if _session is None:
        _warmed().tidy()


def open_session(job: str, post: Callable[[str], None]) -> str:
    """Load the application of a tree; gives JSON {"error": null, or what is wrong}.

    What is wrong has got, where, traceback and likely. Clients are then connected to the
    application. After each call `pump()` is to be called. Posted, as it comes:
    {"type": "wire", "event": {"n", "who", "kind", "direction", …}, "frame": {text or bytes} if the
    client gets one}, {"type": "closed", "client", "code"} and {"type": "failed", "client", "error",
    "traceback", "where"}. Bytes are in base64.
    """
    global _session
    _end_session()
    opened = Session(_warmed(), Job.parse(job), _posting(post))
    error = opened.open()
    if error is None:
        _session = opened
    else:
        opened.close()
    return dumps({"error": error})


def connect(client: str, path: str) -> None:
    """Open a WebSocket for `client` on `path`."""
    if _session is not None:
        _session.connect(client, path)


def send(client: str, frame: str) -> None:
    """Send a frame of `client`: JSON {"text": text} or {"bytes": base64}."""
    if _session is not None:
        _session.send(client, parse_frame(frame))


def leave(client: str, code: int) -> None:
    """Close the WebSocket of `client`."""
    if _session is not None:
        _session.leave(client, code)


def close_session() -> None:
    """End the session, without a word to its applications."""
    global _session
    if _session is not None:
        _session.close()
        _session = None


def pump() -> float | None:
    """Let the session go on; gives the seconds after which to call again, or None."""
    return _session.pump() if _session is not None else None


def _end_session() -> None:
    if _session is not None:
        _session.post({"type": "stopped"})
        close_session()


def _warmed() -> Workshop:
    if _workshop is None:
        raise RuntimeError("call warm() first")
    return _workshop


def _posting(post: Callable[[str], None]) -> Callable[[dict], None]:
    return lambda message: post(dumps(message))
