"""The files of ours that run in the browser."""

from pathlib import Path

from .pack import Files

SOURCE = Path(__file__).parent.parent
PARTS = ("browser", "lab", "strings", "trace")
MODULES = ("__init__.py", "errors.py")
STAND_INS = "gateway_labs/browser/stand_ins/"
"""Packages that stand at the top of site-packages in place of ones that need sockets."""
LEFT_OUT = ("gateway_labs/lab/page/",)


def engine_files() -> Files:
    """As they stand in site-packages."""
    paths = [SOURCE / name for name in MODULES]
    paths += [path for part in PARTS for path in (SOURCE / part).rglob("*")]
    files = {
        path.relative_to(SOURCE.parent).as_posix(): path.read_bytes()
        for path in sorted(paths)
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {
        path.removeprefix(STAND_INS): content
        for path, content in files.items()
        if not path.startswith(LEFT_OUT)
    }
