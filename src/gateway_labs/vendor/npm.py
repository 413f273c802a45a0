"""Fetches the packages of the lock file. npm checks the integrity of each against it."""

import hashlib
import platform
import shutil
from pathlib import Path

from .. import web
from ..strings import text
from .cache import Cache, key_of
from .node import NodeError, npm_program, run_node
from .report import CannotPrepare, Report

WEB = Path(web.__file__).parent
LIMIT = 900.0
"""Seconds for all packages, 15 MB, on a slow line."""
OPTIONS = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--loglevel=error",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
    "--fetch-timeout=30000",
)
"""npm's own patience without a network is more than a minute."""


def lock_key() -> str:
    """Changes with what is fetched; esbuild is another program on another system."""
    lock = (WEB / "package-lock.json").read_bytes()
    return key_of(hashlib.sha256(lock).digest(), platform.system(), platform.machine())


def fetch_packages(cache: Cache, report: Report) -> Path:
    """The folder node_modules. Raises CannotPrepare, and leaves nothing half-done."""

    def fill(folder: Path) -> None:
        report(text("vendor.fetch"))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(WEB / name, folder / name)
        try:
            run_node(npm_program(), "ci", *OPTIONS, cwd=folder, limit=LIMIT)
        except NodeError as error:
            raise CannotPrepare(
                "npm ci", text("vendor.npm_failed", error=said(error.output)), text("vendor.npm_do")
            ) from error

    return cache.make("npm", lock_key(), fill) / "node_modules"


def said(output: str) -> str:
    """npm's first line that says what is wrong, without its own prefix."""
    lines = [line.removeprefix("npm error").strip() for line in output.splitlines()]
    lines = [line for line in lines if line and not line.startswith("npm warn")]
    telling = [line for line in lines if not line.startswith(("code ", "errno ", "syscall "))]
    return (telling or lines or [text("vendor.no_words")])[0]
