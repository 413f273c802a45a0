"""The packages that a check needs, as they are installed here."""

import os
import sys
from importlib.metadata import PathDistribution

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.vendor import distributions as module
from gateway_labs.vendor.distributions import files_of, needed, stamp_of
from gateway_labs.vendor.engine import SOURCE, engine_files


def test_what_the_labs_import_and_what_that_needs():
    found = needed("3.14.2")
    assert {"django", "channels", "asgiref", "sqlparse", "pytest", "pluggy", "tzdata"} <= set(found)
    assert "pytest-asyncio" in found


def test_what_only_another_system_or_python_needs_is_not_there():
    assert set(needed("3.14.2")).isdisjoint({"colorama", "tomli", "exceptiongroup", "daphne"})
    assert "typing-extensions" not in needed("3.14.2")
    assert "typing-extensions" in needed("3.12.1")


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(module, "ROOTS", ("no-such-package",))
    with pytest.raises(CourseError, match="no-such-package: is not installed"):
        needed("3.14.2")


def test_its_metadata_is_its_name_and_its_version():
    files = files_of(needed("3.14.2")["pytest-asyncio"])
    (metadata,) = (path for path in files if path.endswith("/METADATA"))
    assert files[metadata].decode().splitlines()[1] == "Name: pytest-asyncio"
    assert len(files[metadata]) < 100
    assert f"{os.path.dirname(metadata)}/entry_points.txt" in files


@pytest.fixture
def editable(tmp_path, monkeypatch):
    """A distribution whose RECORD names only what points to its folder."""
    package = tmp_path / "checkout" / "some_package"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("here = 1\n")
    info = tmp_path / "some_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-package\nVersion: 1.0\n")
    (info / "RECORD").write_text("__editable__some_package.py,,\nsome.pth,,\n")
    (tmp_path / "__editable__some_package.py").write_text("")
    monkeypatch.setattr(sys, "path", [*sys.path, str(package.parent)])
    return PathDistribution(info)


def test_an_editable_installation_is_taken_from_where_it_is(editable):
    files = files_of(editable)
    assert files["some_package/__init__.py"] == b"here = 1\n"
    assert len(files) == 2


def test_the_stamp_of_an_editable_installation_changes_with_its_files(editable, tmp_path):
    before = stamp_of(editable)
    assert stamp_of(editable) == before
    (tmp_path / "checkout/some_package/__init__.py").write_text("here = 2\n")
    assert stamp_of(editable) != before


def test_the_stamp_of_an_installation_is_its_record_alone(tmp_path):
    info = tmp_path / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "RECORD").write_text("other/__init__.py,sha256=a,1\n")
    before = stamp_of(PathDistribution(info))  # other/__init__.py is not even there
    (info / "RECORD").write_text("other/__init__.py,sha256=b,1\n")
    assert stamp_of(PathDistribution(info)) != before


def test_the_engine_is_the_checkouts():
    files = engine_files()
    assert files["gateway_labs/lab/check.py"] == (SOURCE / "lab" / "check.py").read_bytes()
    assert "gateway_labs/lab/check.ini" in files
    assert "gateway_labs/strings/en.toml" in files
    assert "daphne/__init__.py" in files
    assert not [path for path in files if "__pycache__" in path or "/stand_ins/" in path]
