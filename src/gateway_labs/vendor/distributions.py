"""Which installed packages a check needs, and the files that they are made of."""

import importlib.util
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..errors import CourseError
from ..strings import text
from .pack import Files
from .trim import in_a_package

ROOTS = ("django", "channels", "pytest", "pytest-asyncio", "tzdata")
"""What the labs and their checks import. tzdata: the browser's Python has no time zones."""


def needed(python: str) -> dict[str, Distribution]:
    """The roots and what they require on Pyodide's Python ("3.14.2"), by name."""
    environment = {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "os_name": "posix",
        "implementation_name": "cpython",
        "extra": "",
    }
    found: dict[str, Distribution] = {}
    waiting = list(ROOTS)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found[name] = _installed(name)
        wanted = [Requirement(line) for line in found[name].requires or ()]
        waiting += [w.name for w in wanted if not w.marker or w.marker.evaluate(environment)]
    return dict(sorted(found.items()))


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError as error:
        raise CourseError(name, text("vendor.not_installed"), text("vendor.install_do")) from error


def stamp_of(found: Distribution) -> bytes:
    """Changes with what is installed, and costs one file to read: the RECORD has each file's hash.

    An editable installation has no such list: there the files themselves tell.
    """
    record = found.read_text("RECORD") or ""
    if any(_is_own(line.partition(",")[0]) for line in record.splitlines()):
        return f"{found.name} {found.version}\n{record}".encode()
    return b"".join(
        part for path, data in files_of(found).items() for part in (path.encode(), data)
    )


def files_of(found: Distribution) -> Files:
    """What a check needs of its files; of its metadata the name and version only."""
    name = f"{canonicalize_name(found.name).replace('-', '_')}-{found.version}.dist-info"
    files = {f"{name}/METADATA": _metadata(found)}
    if points := found.read_text("entry_points.txt"):
        files[f"{name}/entry_points.txt"] = points.encode()
    for path, at in sorted(_listed(found) or _imported(found)):
        if in_a_package(path):
            files[path] = at.read_bytes()
    return files


def _metadata(found: Distribution) -> bytes:
    """importlib.metadata reads these; the description would be 20 kB more."""
    return f"Metadata-Version: 2.1\nName: {found.name}\nVersion: {found.version}\n".encode()


def _listed(found: Distribution) -> list[tuple[str, Path]]:
    """The files by the RECORD; nothing if it is an editable installation."""
    listed = [
        (path.as_posix(), Path(str(path.locate())))
        for path in found.files or ()
        if not path.as_posix().startswith("..")
    ]
    return listed if any(_is_own(path) for path, _ in listed) else []


def _is_own(path: str) -> bool:
    """Whether a path of a RECORD is a module of the package, and not what points to one."""
    return path.endswith(".py") and not path.startswith("..") and "editable" not in path


def _imported(found: Distribution) -> list[tuple[str, Path]]:
    """The files of the package that has the distribution's name, wherever it is."""
    spec = importlib.util.find_spec(canonicalize_name(found.name).replace("-", "_"))
    folders = (spec.submodule_search_locations or ()) if spec else ()
    return [
        (path.relative_to(Path(folder).parent).as_posix(), path)
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.is_file()
    ]
