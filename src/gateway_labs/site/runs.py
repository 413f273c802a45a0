"""The `run` fence: runs a snippet in the build and shows what it really printed.

A result is kept under a key made of everything that it depends on: the snippet, the modules of
snippets/ that it uses, its arguments, and the versions of what it talks about. A run that fails
fails the build.
"""

import hashlib
import json
import os
import re
import shlex
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path

from ..errors import CourseError
from .python_run import AT_ONCE, TookTooLong, last_lines, run_python, versions
from .snippet_imports import SnippetTree
from .store import Store, key_of, write_whole

_OURS = Path(__file__).parent.parent

LIMIT = 30
"""Seconds that one run may take."""


@dataclass(frozen=True)
class Run:
    """What a fence asks for: `path` is relative to the root; `exit` is the exit code it expects."""

    path: str
    arguments: tuple[str, ...] = ()
    exit: int = 0

    @property
    def command(self) -> str:
        return shlex.join(["python", self.path, *self.arguments])


@dataclass(frozen=True)
class Result:
    exit: int
    output: str


def parse_run(source: str, options: dict[str, str]) -> Run:
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    if len(lines) != 1:
        raise CourseError("```run", f"one line was expected, found {len(lines)}", "Write the path.")
    path, *arguments = shlex.split(lines[0])
    code = options.get("exit", "0")
    if not code.isdecimal():
        raise CourseError(f"```run {path}", f"exit={code!r} is not a number", "Write `exit=1`.")
    return Run(path, tuple(arguments), int(code))


_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<head>\S+)?(?P<rest>[^\n`]*)\n"
    r"(?P<body>.*?)^[ \t]*(?P=ticks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_EXIT = re.compile(r"exit=[\"']?(\w+)")


def runs_of(markdown: str) -> list[Run]:
    """The runs that a page asks for, so that they can be made before its turn comes.

    What cannot be read is left out: the fence itself says so when the page is rendered.
    """
    found = []
    for fence in _FENCE.finditer(markdown):
        if fence["head"] == "run":
            code = _EXIT.search(fence["rest"])
            try:
                found.append(parse_run(fence["body"], {"exit": code[1]} if code else {}))
            except (CourseError, ValueError):
                continue
    return found


@dataclass
class Runner:
    """Runs snippets of the repository at `root` for one build, and keeps the results in `cache`."""

    root: Path
    cache: Path
    failed: dict[Run, CourseError] = field(default_factory=dict)
    """A run that failed is not tried again in the same build."""
    used: list[Run] = field(default_factory=list)
    """What pages asked for, in order."""
    known: dict[str, str] = field(default_factory=dict)
    """Keys of runs by their `repr`, for as long as no file of snippets/ changes."""

    @cached_property
    def snippets(self) -> SnippetTree:
        return SnippetTree(self.root)

    @cached_property
    def versions(self) -> list[str]:
        return versions()

    def run(self, run: Run) -> Result:
        """The kept result, or the one of running it now. A failing run raises CourseError."""
        if run in self.failed:
            raise self.failed[run]
        try:
            return self._kept_or_new(run)
        except CourseError as error:
            self.failed[run] = error
            raise

    def _kept_or_new(self, run: Run) -> Result:
        kept = self.cache / f"{self.key(run)}.json"
        if kept.is_file():
            return Result(**json.loads(kept.read_text(encoding="utf-8")))
        result = self._run_now(run)
        if result.exit != run.exit:
            raise CourseError(
                run.command,
                f"exit code {run.exit} was expected, found {result.exit}. Its last lines:\n"
                + last_lines(result.output),
            )
        write_whole(kept, json.dumps({"exit": result.exit, "output": result.output}))
        return result

    def run_all(self, runs: Iterable[Run]) -> None:
        """Make every result that is not kept yet, a few at a time. Failures wait for their page.

        To read what each snippet imports takes longer than all the rest of a build whose results
        are kept, so the keys are kept, too: until a file of snippets/ has another time or size.
        """
        runs = list(dict.fromkeys(runs))
        stamp, store = self._stamp(), Store(self.cache)
        self.known = store.read("keys", stamp) or {}

        def quietly(run: Run) -> None:
            with suppress(CourseError):
                self.run(run)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(quietly, runs))
        good = [run for run in runs if run not in self.failed]
        if any(repr(run) not in self.known for run in good):
            self.known = self.known | {repr(run): self.key(run) for run in good}
            store.write("keys", stamp, self.known)

    def _stamp(self) -> str:
        files = [*sorted((self.root / "snippets").rglob("*")), *_engine()]
        stats = [(path.as_posix(), path.stat()) for path in files if path.suffix == ".py"]
        seen = [(name, stat.st_mtime_ns, stat.st_size) for name, stat in stats]
        return key_of(seen, self.versions)

    def key(self, run: Run) -> str:
        if repr(run) in self.known:
            return self.known[repr(run)]
        script = self.root / run.path
        if not script.is_file():
            raise CourseError(
                "```run", f"no file {run.path}", "Write a path from the repository's root."
            )
        digest = hashlib.sha256(repr((run, self.versions)).encode())
        for module in [script, *self.snippets.modules_of(script)]:
            digest.update(module.as_posix().encode() + b"\0" + module.read_bytes() + b"\0")
        if b"gateway_labs" in script.read_bytes():
            for module in _engine():
                digest.update(module.read_bytes())
        return digest.hexdigest()[:32]

    def _run_now(self, run: Run) -> Result:
        try:
            code, output, _ = run_python([run.path, *run.arguments], self.root, LIMIT)
        except TookTooLong as error:
            raise CourseError(
                run.command,
                f"it did not end within {LIMIT} s. Its last lines:\n" + last_lines(error.args[0]),
            ) from None
        return Result(code, without_paths(output, self.root))


def _engine() -> list[Path]:
    """Our own modules below the site: what a snippet that runs `labs` depends on."""
    parts = ("*.py", "trace/*.py", "lab/*.py", "strings/*.py")
    return [path for part in parts for path in sorted(_OURS.glob(part))]


_SITE_PACKAGES = re.compile(r"[^\s\"']*[/\\]site-packages[/\\]")
_STANDARD_LIBRARY = re.compile(r"[^\s\"']*[/\\]lib[/\\]python3\.\d+[/\\]")


def without_paths(output: str, root: Path) -> str:
    """The output without the folders of the machine that it was made on."""
    output = _SITE_PACKAGES.sub("", output.replace(f"{root}{os.sep}", ""))
    return _STANDARD_LIBRARY.sub("", output)


def run_html(source: str, options: dict[str, str], runner: Runner) -> str:
    """The command and what it printed. The fence's options: `exit`, `title`."""
    run = parse_run(source, options)
    runner.used.append(run)
    result = runner.run(run)
    title = options.get("title", "")
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    code = f'<p class="gl-exit">exit code {result.exit}</p>' if result.exit else ""
    return (
        f'<figure class="gl-run">{caption}'
        f'<p class="gl-command"><span aria-hidden="true">$ </span>'
        f"<code>{escape(run.command)}</code></p>"
        f'<pre class="gl-output" tabindex="0" aria-label="Output">'
        f"<samp>{escape(result.output.rstrip(), quote=False)}</samp></pre>{code}</figure>"
    )
