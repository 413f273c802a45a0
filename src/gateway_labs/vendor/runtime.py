"""The five files of the runtime, each gzip data under a name that no server takes for it."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from importlib.metadata import Distribution, version
from pathlib import Path

from ..errors import CourseError
from ..strings import text
from .cache import Cache, Made, key_of, read_list, short_hash, write_list
from .distributions import files_of, needed, stamp_of
from .engine import engine_files
from .node import NodeError, run_node
from .pack import Files, compress, read_pack, write_pack
from .report import Report
from .trim import in_the_stdlib

HERE = Path(__file__).parent
COMPILE_LIMIT = 600.0
"""Seconds; it takes a few on a computer of today."""
RECIPE = ("compile.mjs", "compile_pack.py", "pack.py", "runtime.py")
CHOICE = ("distributions.py", "trim.py")
"""What decides which files there are."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
VERSIONS = ("django", "channels", "asgiref", "pytest", "pytest-asyncio")


class Runtime:
    """Makes the parts of the runtime that are not in the cache yet."""

    def __init__(self, cache: Cache, modules: Path, report: Report) -> None:
        self.cache, self.modules, self.report = cache, modules, report
        self.pyodide = modules / "pyodide"
        lock = json.loads((self.pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
        package = json.loads((self.pyodide / "package.json").read_text(encoding="utf-8"))
        self.python: str = lock["info"]["python"]
        self.release: str = package["version"]

    @property
    def library(self) -> str:
        """Pyodide's folder of Python modules: "/lib/python3.14"."""
        return f"/lib/python{'.'.join(self.python.split('.')[:2])}"

    def versions(self) -> dict[str, str]:
        found = {name: version(name) for name in VERSIONS}
        return {"python": self.python, "pyodide": self.release, **found}

    def files(self) -> dict[str, Made]:
        """By name: "wasm", "asm", "stdlib", "packages", "engine"."""
        release = {"release": self.release.encode()}  # npm has checked what it consists of
        chosen = {name: (HERE / name).read_bytes() for name in CHOICE}
        packages, engine = needed(self.python), engine_files()
        stamps = {name: stamp_of(found) for name, found in packages.items()}
        return {
            **self._part("core", release, self._fill_core),
            **self._part("stdlib", release | chosen, self._fill_stdlib),
            **self._pack("packages", stamps | chosen, lambda: _files_of_all(packages)),
            **self._pack("engine", engine, lambda: engine),
        }

    def _part(
        self, name: str, ingredients: Files, fill: Callable[[Path], dict[str, Made]]
    ) -> dict[str, Made]:
        """The part's files, made if the ingredients or our way to make them have changed."""
        contents = [part for item in sorted(ingredients.items()) for part in item]
        key = key_of(recipe(), self.release, *contents)
        return read_list(self.cache.make(name, key, lambda to: write_list(to, fill(to))))

    def _pack(self, name: str, ingredients: Files, files: Callable[[], Files]) -> dict[str, Made]:
        def fill(to: Path) -> dict[str, Made]:
            words = text(f"vendor.compile_{name}")
            made = self._compiled(files(), f"{self.library}/site-packages/", words)
            return {name: served(name, write_pack(made), to)}

        return self._part(name, ingredients, fill)

    def _fill_core(self, to: Path) -> dict[str, Made]:
        found = {}
        for name, file in (("wasm", "pyodide.asm.wasm"), ("asm", "pyodide.asm.mjs")):
            self.report(text("vendor.compress", name=file))
            found[name] = served(name, (self.pyodide / file).read_bytes(), to)
        return found

    def _fill_stdlib(self, to: Path) -> dict[str, Made]:
        with zipfile.ZipFile(self.pyodide / "python_stdlib.zip") as archive:
            names = [name for name in archive.namelist() if in_the_stdlib(name)]
            files = {name: archive.read(name) for name in names}
        prefix = f"{self.library.replace('.', '')}.zip/"
        made = self._compiled(files, prefix, text("vendor.compile_stdlib"))
        return {"stdlib": served("stdlib", stored_zip(made), to)}

    def _compiled(self, files: Files, prefix: str, words: str) -> Files:
        """The files with each module compiled by Pyodide; `prefix` is for tracebacks."""
        self.report(words, 0, sum(path.endswith(".py") for path in files))

        def heard(line: str) -> None:
            told = json.loads(line)
            self.report(words, told["done"], told["total"])

        with self.cache.scratch() as folder:
            (folder / "from").write_bytes(write_pack(files))
            arguments = [str(self.pyodide), str(HERE.parent), str(folder), prefix]
            script, limit = HERE / "compile.mjs", COMPILE_LIMIT
            try:
                run_node(script, *arguments, cwd=folder, limit=limit, heard=heard)
            except NodeError as error:
                raise CourseError(words, text("vendor.node_failed", error=error)) from error
            return read_pack((folder / "to").read_bytes())


def _files_of_all(packages: Mapping[str, Distribution]) -> Files:
    return {path: data for one in packages.values() for path, data in files_of(one).items()}


def served(name: str, raw: bytes, to: Path) -> Made:
    """Write it, compressed, under a name that changes with its content."""
    data = compress(raw)
    path = to / f"{name}-{short_hash(raw)}.z"
    path.write_bytes(data)
    return Made(path, len(data), len(raw))


def stored_zip(files: Files) -> bytes:
    """An archive that is not compressed inside, so that gzip sees its contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, ZIP_DATE), files[path])
    return held.getvalue()


def recipe() -> str:
    """A key of how the parts are made; what they are made of is in the ingredients."""
    return key_of(*((HERE / name).read_bytes() for name in RECIPE))
