"""The `labs` command, run as a learner does."""

import json

import pytest

from gateway_labs.lab.tree import end_tree, write_tree


def solve(course, number: str) -> None:
    lab = course.find(number)
    write_tree(end_tree(course, lab), course.work / lab.id)


def test_board_writes_and_names_the_first_file(course, run_labs):
    run = run_labs()
    assert run.returncode == 0
    assert run.stdout.startswith("Gateway Labs · 0 of 2 labs solved\n")
    assert "Open first    work/01_first/app.py:4" in run.stdout
    assert (course.work / "01_first/app.py").is_file()


def test_check_takes_the_first_unsolved_lab_and_says_what_is_next(course, run_labs):
    solve(course, "1")
    first = run_labs("check")
    assert first.returncode == 0
    assert "✓ Lab 01 · all 2 tasks pass" in first.stdout
    assert "Next: lab 2, The second. Run: labs start 2" in first.stdout
    second = run_labs("check")
    assert second.returncode == 1
    assert "✗ Lab 02 · task 1 of 2 · Accepts" in second.stdout
    assert "Next        work/02_second/app.py:4 · labs hint 2" in second.stdout


def test_check_as_json_is_the_report(course, run_labs):
    run = run_labs("check", "1", "--json", "--solution")
    report = json.loads(run.stdout)
    assert (report["version"], report["lab"], report["status"]) == (1, "01_first", "pass")
    assert list(report["tasks"][0]) == [
        "n", "title", "status", "did", "expected", "got", "events", "diagnosis", "where",
        "traceback", "output",
    ]  # fmt: skip


def test_check_of_another_folder_leaves_work_alone(course, run_labs, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "app.py").write_text("def (")
    run = run_labs("check", "1", "--path", str(tmp_path / "mine"))
    assert run.returncode == 1
    assert "SyntaxError" in run.stdout
    assert f"{tmp_path}/mine/app.py:1" in run.stdout
    assert not course.work.exists()


def test_hints_come_one_by_one(course, run_labs):
    hints = [run_labs("hint", "1").stdout for _ in range(4)]
    assert [hint.splitlines()[2] for hint in hints] == [
        "the concept", "the place", "nearly the code", "nearly the code",
    ]  # fmt: skip
    assert "labs solution 1" in hints[2]
    assert "docs/guide/asgi.md#websocket" in hints[0]


def test_hint_of_a_task_and_of_none_that_exists(run_labs):
    assert "task 2 · Echoes · hint 1 of 3" in run_labs("hint", "1", "--task", "2").stdout
    run = run_labs("hint", "1", "--task", "7")
    assert run.returncode == 2
    assert run.stderr == "labs: --task 7: lab 1 has no such task; expected 1 to 2\n"


def test_solution_asks_first_while_unsolved(course, run_labs):
    assert run_labs("solution", "1").returncode == 1
    assert "websocket.accept" not in run_labs("solution", "1", stdin=None, input="n\n").stdout
    assert "websocket.accept" in run_labs("solution", "1", stdin=None, input="y\n").stdout
    solve(course, "1")
    run_labs("check", "1")
    assert "websocket.accept" in run_labs("solution", "1").stdout


def test_solution_is_written_to_a_new_folder_only(course, run_labs, tmp_path):
    target = tmp_path / "out"
    run = run_labs("solution", "2", "--yes", "--write", str(target))
    assert (run.returncode, sorted(path.name for path in target.iterdir())) == (
        0, ["app.py", "extra.py"],
    )  # fmt: skip
    again = run_labs("solution", "2", "--yes", "--write", str(target))
    assert again.returncode == 2
    assert "expected a new or an empty folder" in again.stderr


def test_start_again_keeps_and_names_the_learners_file(course, run_labs):
    run_labs("start", "1")
    (course.work / "01_first/app.py").write_text("mine")
    run = run_labs("start", "1")
    assert "kept    work/01_first/app.py" in run.stdout
    assert (course.work / "01_first/app.py").read_text() == "mine"


def test_reset_names_the_backup(course, run_labs):
    run_labs("start", "1")
    (course.work / "01_first/app.py").write_text("mine")
    run = run_labs("reset", "1")
    backup = run.stdout.splitlines()[0].removeprefix("Your files are kept in ")
    assert (course.root / backup / "app.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "9"), "labs: 9: there is no such lab; expected one of: 1, 2\n"),
        (("start", "nonsense"), "labs: nonsense: there is no such lab"),
        (("check", "1", "--path", "/no/such/folder"), "does not exist"),
        (("frobnicate",), "No such command"),
        (("run", "1"), "lab 1 has nothing to serve"),
    ],
)
def test_a_wrong_call_is_one_clear_error_and_exit_code_2(run_labs, arguments, message):
    run = run_labs(*arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_in_the_way_of_the_workspace(course, run_labs):
    course.work.write_text("precious")
    for arguments in ((), ("start", "1"), ("check", "1"), ("reset", "1")):
        run = run_labs(*arguments)
        assert run.returncode == 2
        assert run.stderr.startswith("labs: work: expected a folder here")
    assert course.work.read_text() == "precious"


def test_a_lab_toml_that_does_not_parse(course, run_labs):
    (course.labs[0].folder / "lab.toml").write_text("id = ")
    run = run_labs()
    assert run.returncode == 2
    assert "01_first/lab.toml: is not valid TOML" in run.stderr


def test_no_colour_where_there_is_no_terminal(run_labs):
    assert "\x1b[" not in run_labs("check", "1").stdout
