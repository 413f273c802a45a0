"""The scenarios' recordings: what is kept, what is recorded again, and how they fail."""

import gzip
import json
from pathlib import Path

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.site import python_run, traces
from gateway_labs.site.snippet_imports import SnippetTree
from gateway_labs.site.traces import key, recordings, scenarios

SCENARIO = '''"""A plain ASGI application."""
from pathlib import Path

TITLE = "Hi"
{extra}

def configure():
    with Path({ran!r}).open("a") as file:
        file.write("x")
    from django.conf import settings
    settings.configure()


async def app(scope, receive, send):
    {body}
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": b"hi"}})


def asgi():
    return app
'''


@pytest.fixture
def scenario(tmp_path):
    """Write a scenario; it appends to `ran` each time that it is recorded."""

    def write(name: str = "hi", body: str = "await receive()", extra: str = "") -> Path:
        path = tmp_path / "snippets" / "scenarios" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SCENARIO.format(ran=str(tmp_path / "ran"), body=body, extra=extra))
        return path

    return write


@pytest.fixture
def record(tmp_path):
    return lambda: recordings(tmp_path, tmp_path / "cache")


@pytest.fixture
def times_recorded(tmp_path):
    return lambda: len((tmp_path / "ran").read_text())


def test_each_scenario_gives_a_trace_for_each_gateway(scenario, record):
    scenario("one")
    scenario("two")
    found = record()
    assert list(found) == ["one", "two"]
    assert list(found["one"]) == ["asgi"]
    trace = found["one"]["asgi"]
    assert (trace["scenario"], trace["title"], trace["cut_short"]) == ("one", "Hi", None)


def test_second_recording_is_kept(scenario, record, times_recorded):
    scenario()
    assert record() == record()
    assert times_recorded() == 1


def test_change_of_the_scenario_records_it_again(scenario, record, times_recorded):
    scenario()
    record()
    scenario(body="message = await receive()")
    assert any("message" in event.get("changed", ()) for event in record()["hi"]["asgi"]["events"])
    assert times_recorded() == 2


def test_change_of_an_imported_snippet_changes_the_key(scenario, tmp_path):
    path = scenario(extra="# import other")
    other = path.with_name("other.py")
    other.write_text("x = 1")
    path.write_text(path.read_text().replace("# import other", "import other"))
    before = key(path, SnippetTree(tmp_path))
    other.write_text("x = 2")
    assert key(path, SnippetTree(tmp_path)) != before


@pytest.mark.parametrize("name", ["django", "channels", "asgiref"])
def test_another_version_changes_the_key(scenario, tmp_path, monkeypatch, name):
    path = scenario()
    before = key(path, SnippetTree(tmp_path))
    real = python_run.version
    monkeypatch.setattr(python_run, "version", lambda asked: "9" if asked == name else real(asked))
    assert key(path, SnippetTree(tmp_path)) != before


def test_another_recorder_changes_the_key(scenario, tmp_path, monkeypatch):
    path = scenario()
    before = key(path, SnippetTree(tmp_path))
    (tmp_path / "trace").mkdir()
    (tmp_path / "trace" / "monitor.py").write_text("other = True")
    monkeypatch.setattr(traces, "_RECORDER", tmp_path / "trace")
    assert key(path, SnippetTree(tmp_path)) != before


def test_failing_scenario_is_named_with_its_last_lines(scenario, record):
    scenario("good")
    scenario("bad", extra="1 / 0")
    with pytest.raises(CourseError, match=r"snippets/scenarios/bad\.py: (.|\n)*ZeroDivisionError"):
        record()


def test_scenario_that_takes_too_long_is_named(scenario, record, monkeypatch):
    monkeypatch.setattr(traces, "LIMIT", 1)
    scenario("slow", extra="while True: pass")
    with pytest.raises(CourseError, match=r"slow\.py: .* did not end within 1 s"):
        record()


def test_run_that_was_cut_short_is_no_recording(scenario, record, monkeypatch, tmp_path):
    scenario("hangs")
    kept = {"asgi": {"cut_short": "the run did not end within 10 s"}}
    monkeypatch.setattr(traces, "_record", lambda path, root: json.dumps(kept))
    with pytest.raises(CourseError, match=r"hangs\.py: .*asgi: the run did not end"):
        record()
    assert not list((tmp_path / "cache").glob("*"))


def test_there_is_a_recording_of_each_scenario(root, recorded):
    assert list(recorded) == [path.stem for path in scenarios(root)]
    assert {name for found in recorded.values() for name in found} == {"wsgi", "asgi"}


def test_data_of_one_scenario_is_at_most_60_kb_compressed(recorded):
    for name, found in recorded.items():
        size = len(gzip.compress(json.dumps(found, ensure_ascii=False).encode()))
        assert size <= 60_000, f"{name}: {size} bytes"


def test_no_recording_is_cut_or_names_a_folder_of_this_machine(root, recorded):
    for name, found in recorded.items():
        for trace in found.values():
            assert (trace["cut_short"], trace["left_out"]) == (None, 0), name
        text = json.dumps(found)
        assert str(root) not in text, name
        assert "site-packages" not in text, name
        assert " at 0x" not in text, name
