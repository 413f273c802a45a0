"""What the browser's worker calls. Everything goes in and out as JSON texts.

`warm()` comes first, once. `post(text)` gives a message to the page while a call runs; the
messages are in the docstrings of `check` and `open_session`.
"""

import json
import sys
from collections.abc import Callable

from gateway_labs.browser.check import Job, Workshop

_workshop: Workshop | None = None


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
    return json.dumps(found)


def check(job: str, post: Callable[[str], None]) -> str:
    """Check a tree; gives JSON {"report": …, "digests": {"tree", "lab"}}.

    `job` is JSON {"lab": id, "course": {path: text}, "tree": {path: text}, "test": name or null}.
    Posted: {"type": "started", "task", "limit", "overrun": report}, {"type": "begin"},
    {"type": "step", "did", "expected"}, {"type": "event", "event"}, {"type": "finished", "task"}
    and {"type": "overrun", "report"}: the report if the running task never ends. The last one
    posted is the one to show when the limit, in seconds of real time, has run out.
    """
    report, digests = _warmed().check(Job.parse(job), _posting(post))
    return json.dumps({"report": report.to_json(), "digests": digests})


def tidy() -> None:
    """Undo what the last check or session did, ahead of the next one. It need not be called."""
    _warmed().tidy()


def _warmed() -> Workshop:
    if _workshop is None:
        raise RuntimeError("call warm() first")
    return _workshop


def _posting(post: Callable[[str], None]) -> Callable[[dict], None]:
    return lambda message: post(json.dumps(message))
