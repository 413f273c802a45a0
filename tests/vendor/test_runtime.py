"""Each file of the runtime is made again when what it is made of changes, and only then."""

import io
import json
import zipfile
from gzip import decompress

import pytest

from gateway_labs.vendor import runtime as module
from gateway_labs.vendor.pack import read_pack
from gateway_labs.vendor.runtime import Runtime


class Made:
    """The runtime of small made-up ingredients, compiled by nobody."""

    def __init__(self, cache, modules, monkeypatch):
        self.cache, self.modules, self.compiled = cache, modules, []
        self.engine = {"gateway_labs/lab/check.py": b"1"}
        self.packages = {"django/__init__.py": b"1", "django/page.html": b"<p>"}
        monkeypatch.setattr(module, "engine_files", lambda: self.engine)
        monkeypatch.setattr(module, "needed", lambda python: {"django": python})
        monkeypatch.setattr(module, "files_of", self.read_packages)
        monkeypatch.setattr(module, "stamp_of", lambda found: repr(self.packages).encode())
        self.read_count = 0
        monkeypatch.setattr(Runtime, "_compiled", self.compile)

    def read_packages(self, found):
        self.read_count += 1
        return self.packages

    def compile(self, files, prefix, words):
        self.compiled.append(prefix)
        return {path + "c" if path.endswith(".py") else path: files[path] for path in files}

    def release(self, version):
        """What npm brings."""
        folder = self.modules / "pyodide"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"version": version}))
        (folder / "pyodide-lock.json").write_text('{"info": {"python": "3.14.2"}}')
        (folder / "pyodide.asm.wasm").write_bytes(b"\0asm" * 100)
        (folder / "pyodide.asm.mjs").write_bytes(b"export default 1\n" * 100)
        with zipfile.ZipFile(folder / "python_stdlib.zip", "w") as archive:
            archive.writestr("json/decoder.py", "1")
            archive.writestr("antigravity.py", "1")

    def names(self):
        """The file names of all parts, and the steps that were told."""
        self.steps = []
        runtime = Runtime(self.cache, self.modules, lambda words, *_: self.steps.append(words))
        self.files = runtime.files()
        return {name: made.path.name for name, made in self.files.items()}

    def changed(self, before):
        after = self.names()
        return {name for name in after if after[name] != before[name]}

    def read(self, name):
        return decompress(self.files[name].path.read_bytes())


@pytest.fixture
def made(cache, tmp_path, monkeypatch) -> Made:
    made = Made(cache, tmp_path / "node_modules", monkeypatch)
    made.release("1.0.0")
    return made


def test_what_is_there_is_not_made_again(made):
    first = made.names()
    assert made.changed(first) == set()
    assert made.steps == []
    assert len(made.compiled) == 3
    assert made.read_count == 1


def test_an_edit_of_the_engine_makes_the_engine_only(made):
    first = made.names()
    made.engine = made.engine | {"gateway_labs/lab/check.py": b"2"}
    assert made.changed(first) == {"engine"}
    assert len(made.compiled) == 4


def test_an_edit_that_is_taken_back_needs_no_work(made):
    first, engine = made.names(), made.engine
    made.engine = {"gateway_labs/lab/check.py": b"2"}
    made.names()
    made.engine = engine
    assert made.names() == first
    assert len(made.compiled) == 4


@pytest.mark.parametrize(
    "files",
    [
        {"django/__init__.py": b"2", "django/page.html": b"<p>"},
        {"django/__init__.py": b"1", "django/page.html": b"<b>"},
        {"django/__init__.py": b"1"},
    ],
)
def test_another_django_makes_the_packages_only(made, files):
    first = made.names()
    made.packages = files
    assert made.changed(first) == {"packages"}


def test_another_release_of_pyodide_compiles_all_of_it(made):
    made.names()
    made.release("1.0.1")
    made.names()
    assert len(made.compiled) == 6


def test_another_way_to_make_it_makes_all_of_it(made, monkeypatch):
    made.names()
    monkeypatch.setattr(module, "recipe", lambda: "another")
    made.names()
    assert len(made.compiled) == 6


def test_the_recipe_is_all_that_decides_how(monkeypatch, tmp_path):
    for name in module.RECIPE:
        assert (module.HERE / name).is_file()
        (tmp_path / name).write_bytes((module.HERE / name).read_bytes())
    before = module.recipe()
    monkeypatch.setattr(module, "HERE", tmp_path)
    assert module.recipe() == before
    for name in module.RECIPE:
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b"\n")
        assert module.recipe() != before
        before = module.recipe()


def test_packs_and_zip_hold_what_is_compiled(made):
    made.names()
    assert read_pack(made.read("packages")) == {
        "django/__init__.pyc": b"1",
        "django/page.html": b"<p>",
    }
    assert made.compiled == [
        "/lib/python314.zip/",
        "/lib/python3.14/site-packages/",
        "/lib/python3.14/site-packages/",
    ]
    with zipfile.ZipFile(io.BytesIO(made.read("stdlib"))) as archive:
        assert archive.namelist() == ["json/decoder.pyc"]
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_a_failure_in_the_middle_keeps_what_was_finished(made, monkeypatch):
    def fail(self, files, prefix, words):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Runtime, "_compiled", fail)
        with pytest.raises(RuntimeError):
            made.names()
    assert {path.name.partition("-")[0] for path in made.cache.folder.iterdir()} == {"core"}
    made.names()
    assert set(made.files) == {"wasm", "asm", "stdlib", "packages", "engine"}
