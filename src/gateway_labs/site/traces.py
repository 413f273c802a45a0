"""The scenarios' traces, recorded in the build and kept.

Each scenario is recorded in a process of its own. Its traces are kept under a key made of all that
they depend on: the scenario, the modules of snippets/ that it uses, the recorder's own source, and
the versions of Python and of what is recorded.
"""

import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gateway_labs.trace

from ..errors import CourseError
from .python_run import AT_ONCE, TookTooLong, last_lines, run_python, versions
from .snippet_imports import SnippetTree
from .store import write_whole

LIMIT = 60
"""Seconds that recording one scenario may take; the recorder itself cuts a run short before."""

_RECORDER = Path(gateway_labs.trace.__file__).parent

Traces = dict[str, dict]
"""What one scenario gives: a trace (gateway_labs.trace.trace) by gateway, "wsgi" and "asgi"."""


def scenarios(root: Path) -> list[Path]:
    """The scenarios' files, in the order of their names."""
    return sorted((root / "snippets" / "scenarios").glob("*.py"))


def recordings(root: Path, cache_dir: Path) -> dict[str, Traces]:
    """The traces of all scenarios of the repository at `root`, by the scenario's name.

    What `cache_dir` holds is not recorded again. A scenario that fails raises CourseError.
    """
    paths, tree = scenarios(root), SnippetTree(root)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        traces = pool.map(lambda path: _kept_or_new(path, tree, cache_dir), paths)
        return {path.stem: found for path, found in zip(paths, traces, strict=True)}


def key(scenario: Path, snippets: SnippetTree) -> str:
    """The key of a scenario's traces."""
    digest = hashlib.sha256(repr(versions()).encode())
    parts = [scenario, *snippets.modules_of(scenario), *sorted(_RECORDER.glob("*.py"))]
    for part in parts:
        digest.update(part.name.encode() + b"\0" + part.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _kept_or_new(scenario: Path, snippets: SnippetTree, cache_dir: Path) -> Traces:
    root = snippets.root
    kept = cache_dir / f"{key(scenario, snippets)}.json"
    if kept.is_file():
        return json.loads(kept.read_text(encoding="utf-8"))
    text = _record(scenario, root)
    traces = json.loads(text)
    for gateway, trace in traces.items():
        if trace["cut_short"]:
            raise _failed(scenario, root, f"{gateway}: {trace['cut_short']}")
    write_whole(kept, text)
    return traces


def _record(scenario: Path, root: Path) -> str:
    arguments = ["-m", "gateway_labs.trace.scenario", str(scenario)]
    # The recorder of this checkout, also where another one is installed.
    more = {"PYTHONPATH": str(_RECORDER.parents[1])}
    try:
        code, output, errors = run_python(arguments, root, LIMIT, stderr=subprocess.PIPE, more=more)
    except TookTooLong:
        raise _failed(scenario, root, f"it did not end within {LIMIT} s") from None
    if code != 0:
        raise _failed(scenario, root, f"exit code {code}. Its last lines:\n{last_lines(errors)}")
    return output


def _failed(scenario: Path, root: Path, what: str) -> CourseError:
    path = scenario.relative_to(root).as_posix()
    do = f"See it with: python -m gateway_labs.trace.scenario {path}"
    return CourseError(path, f"the scenario was not recorded: {what}", do)
