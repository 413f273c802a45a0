"""The run fence: what it shows, what it keeps, and how it fails."""

import sys

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.site import python_run, runs
from gateway_labs.site.runs import Run, Runner, parse_run, run_html, runs_of, without_paths


@pytest.fixture
def snippet(tmp_path):
    """Write a snippet; it appends to `ran` each time that it is run."""

    def write(code: str, name: str = "a/one.py") -> str:
        path = tmp_path / "snippets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('x')\n{code}\n")
        return f"snippets/{name}"

    return write


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path, tmp_path / "cache")


@pytest.fixture
def times_run(tmp_path):
    return lambda: len((tmp_path / "ran").read_text())


def test_shows_the_command_and_what_was_printed(snippet, runner):
    path = snippet("import sys; print('<hi>', sys.argv[1])")
    html = run_html(f"{path} 'a b'\n", {"title": "Out"}, runner)
    assert "<code>python snippets/a/one.py &#x27;a b&#x27;</code>" in html
    assert "<samp>&lt;hi&gt; a b</samp>" in html
    assert "<figcaption>Out</figcaption>" in html


def test_shows_stderr_in_its_place(snippet, runner):
    path = snippet("import sys; print('one'); print('two', file=sys.stderr); print('three')")
    assert runner.run(Run(path)).output == "one\ntwo\nthree\n"


def test_second_run_is_kept(snippet, runner, times_run, tmp_path):
    run = Run(snippet("print(1)"))
    assert runner.run(run) == Runner(tmp_path, tmp_path / "cache").run(run)
    assert times_run() == 1


def test_change_of_the_snippet_runs_it_again(snippet, runner, times_run):
    runner.run(Run(snippet("print(1)")))
    assert runner.run(Run(snippet("print(2)"))).output == "2\n"
    assert times_run() == 2


def test_change_of_an_imported_module_runs_it_again(snippet, runner, tmp_path):
    other = tmp_path / "snippets" / "a" / "other.py"
    other.parent.mkdir(parents=True)
    other.write_text("x = 1")
    run = Run(snippet("import other; print(other.x)"))
    assert runner.run(run).output == "1\n"
    other.write_text("x = 22")
    assert runner.run(run).output == "22\n"


@pytest.mark.parametrize("name", python_run.PACKAGES)
def test_another_version_runs_it_again(snippet, tmp_path, monkeypatch, name):
    run = Run(snippet("print(1)"))
    before = Runner(tmp_path, tmp_path).key(run)
    real = python_run.version
    monkeypatch.setattr(python_run, "version", lambda asked: "9" if asked == name else real(asked))
    assert Runner(tmp_path, tmp_path).key(run) != before


def test_a_snippet_that_runs_our_command_runs_again_when_that_changes(
    snippet, tmp_path, monkeypatch
):
    own, plain = Run(snippet("print('gateway_labs.cli')")), Run(snippet("print(1)", "plain.py"))
    before = [Runner(tmp_path, tmp_path).key(run) for run in (own, plain)]
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "cli.py").write_text("changed = True")
    monkeypatch.setattr(runs, "_OURS", tmp_path / "engine")
    after = [Runner(tmp_path, tmp_path).key(run) for run in (own, plain)]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


def test_arguments_and_exit_code_are_part_of_the_key(snippet, runner):
    path = snippet("print(1)")
    assert len({runner.key(run) for run in (Run(path), Run(path, ("a",)), Run(path, (), 1))}) == 3


def test_expected_exit_code_is_shown(snippet, runner):
    html = run_html(snippet("raise SystemExit(3)"), {"exit": "3"}, runner)
    assert "exit code 3" in html


@pytest.mark.parametrize("expected", [0, 2])
def test_other_exit_code_is_an_error_with_the_last_lines(snippet, runner, expected):
    run = Run(snippet("print('a\\n' * 50); print('the end'); raise SystemExit(1)"), (), expected)
    with pytest.raises(CourseError) as error:
        runner.run(run)
    assert f"exit code {expected} was expected, found 1" in str(error.value)
    assert "python snippets/a/one.py" in str(error.value)
    assert "    the end" in str(error.value)
    assert len(str(error.value).splitlines()) < 20


def test_failed_run_is_not_kept_and_not_tried_twice_in_one_build(
    snippet, runner, times_run, tmp_path
):
    run = Run(snippet("raise SystemExit(1)"))
    for maker in (runner, runner, Runner(tmp_path, tmp_path / "cache")):
        with pytest.raises(CourseError):
            maker.run(run)
    assert times_run() == 2


def test_endless_snippet_is_ended_with_what_it_started(snippet, runner, monkeypatch):
    monkeypatch.setattr(runs, "LIMIT", 1)
    code = (
        "import subprocess, sys, time\nprint('begun')\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "time.sleep(60)"
    )
    with pytest.raises(CourseError, match="did not end within 1 s") as error:
        runner.run(Run(snippet(code)))
    assert "begun" in str(error.value)


def test_missing_snippet_is_named(runner):
    with pytest.raises(CourseError, match=r"no file snippets/none\.py"):
        runner.run(Run("snippets/none.py"))


def test_run_all_leaves_a_failure_to_its_page(snippet, runner, times_run):
    good, bad = Run(snippet("print(1)")), Run(snippet("raise SystemExit(1)", "a/bad.py"))
    runner.run_all([good, bad, good, Run("snippets/none.py")])
    assert times_run() == 2
    assert runner.run(good).output == "1\n"
    with pytest.raises(CourseError):
        runner.run(bad)
    assert times_run() == 2


def test_kept_keys_hold_until_a_file_of_the_snippets_changes(snippet, tmp_path, times_run):
    path = snippet("import other; print(other.x)")
    other = tmp_path / "snippets" / "a" / "other.py"
    outputs = []
    for code in ("x = 1", "x = 1", "x = 22"):
        if not other.exists() or other.read_text() != code:
            other.write_text(code)
        runner = Runner(tmp_path, tmp_path / "cache")
        runner.run_all([Run(path)])
        assert list(runner.known) == [repr(Run(path))]
        outputs.append(runner.run(Run(path)).output)
    assert outputs == ["1\n", "1\n", "22\n"]
    assert times_run() == 2


def test_settings_of_the_caller_do_not_change_the_output(snippet, runner, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nowhere")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    code = (
        "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE'), os.environ['PYTHONHASHSEED'])"
    )
    assert runner.run(Run(snippet(code))).output == "None 0\n"


def test_output_names_no_folder_of_the_machine(tmp_path):
    library = f"{sys.prefix}/lib/python3.13/site-packages/"
    output = (
        f'File "{tmp_path}/snippets/a.py"\nFile "{library}django/x.py"\n/usr/lib/python3.13/ast.py'
    )
    assert without_paths(output, tmp_path) == 'File "snippets/a.py"\nFile "django/x.py"\nast.py'


def test_fence_needs_one_line():
    assert parse_run("snippets/a.py 1 'b c'\n", {"exit": "2"}) == Run(
        "snippets/a.py", ("1", "b c"), 2
    )
    with pytest.raises(CourseError, match="one line was expected, found 2"):
        parse_run("a.py\nb.py", {})
    with pytest.raises(CourseError, match="exit='x' is not a number"):
        parse_run("a.py", {"exit": "x"})


def test_runs_of_a_page_are_found_before_it_is_rendered():
    page = """
# Page

```run
snippets/a.py 1
```

- in a list

    ```run title="x" exit=1
    snippets/b.py
    ```

```text
not me
```

````markdown
```run
snippets/shown.py
```
````

```run
two lines
are wrong
```
"""
    assert runs_of(page) == [Run("snippets/a.py", ("1",)), Run("snippets/b.py", (), 1)]
