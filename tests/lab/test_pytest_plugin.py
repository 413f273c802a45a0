"""`pytest labs/`, as a learner runs it: the real pytest in a course of its own."""

import shutil

import pytest

from gateway_labs.lab.tree import end_tree, write_tree


def solve(course, number: str) -> None:
    lab = course.find(number)
    write_tree(end_tree(course, lab), course.work / lab.id)


def test_a_fresh_clone_is_told_that_red_is_expected_and_what_to_open(course, run_pytest):
    run = run_pytest("labs/")
    assert run.returncode == 1
    assert "Nothing is started yet.\nRed is expected" in run.stdout
    assert "Open first    work/01_first/app.py:4" in run.stdout
    assert (course.work / "01_first" / "app.py").is_file()
    assert not (course.work / "02_second").exists()
    assert "4 failed" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_half_solved_shows_the_first_failing_task_alone(course, run_pytest):
    solve(course, "1")
    (course.work / "02_second").mkdir()
    (course.work / "02_second" / "app.py").write_text(
        "async def application(scope, receive, send):\n    await receive()\n"
        '    await send({"type": "websocket.accept"})\n    await receive()\n'
    )
    run = run_pytest("labs/")
    assert run.returncode == 1
    assert "✓ 01  The first   solved" in run.stdout
    assert "✗ Lab 02 · task 2 of 2 · Echoes" in run.stdout
    assert "Events A    connect → accept → receive 'hi' → return" in run.stdout
    assert run.stdout.count("We did") == 1


def test_solved_is_green(course, run_pytest):
    solve(course, "1")
    solve(course, "2")
    run = run_pytest("labs/")
    assert run.returncode == 0
    assert "4 passed" in run.stdout
    assert "All labs are solved." in run.stdout


def test_a_solved_lab_writes_the_files_of_the_next(course, run_pytest):
    solve(course, "1")
    run = run_pytest("labs/")
    assert "Open first    work/02_second/app.py:4" in run.stdout
    assert (course.work / "02_second" / "extra.py").is_file()


@pytest.mark.parametrize("path", ["labs/02_second", "labs/02_second/test_lab.py"])
def test_a_named_lab_is_checked_even_before_it_is_begun(course, run_pytest, path):
    run = run_pytest(path)
    assert run.returncode == 1
    assert "✗ Lab 02 · task 1 of 2 · Accepts" in run.stdout
    assert "Got         nothing; the application returned" in run.stdout
    assert "01_first/test_lab.py" not in run.stdout


@pytest.mark.parametrize("name", ["task_2", "test_echoes"])
def test_an_item_and_a_test_can_be_named(course, run_pytest, name):
    solve(course, "1")
    run = run_pytest(f"labs/01_first/test_lab.py::{name}", "-v")
    assert run.returncode == 0
    assert f"test_lab.py::{name} PASSED" in run.stdout
    assert "1 passed" in run.stdout


def test_failures_can_be_asked_for_in_full(course, run_pytest):
    run = run_pytest("labs/01_first", "--tb=short")
    assert "= FAILURES =" in run.stdout
    assert "INTERNALERROR" not in run.stdout


def test_only_the_lab_that_breaks_is_red(course, run_pytest):
    solve(course, "1")
    solve(course, "2")
    (course.work / "01_first" / "app.py").write_text("import os\nos._exit(1)\n")
    run = run_pytest("labs/")
    assert run.returncode == 1
    assert "2 failed, 2 passed" in run.stdout
    assert "the interpreter ended (exit code 1)" in run.stdout


def test_learners_tests_and_answers_are_not_collected(course, run_pytest):
    for place in ("start", "solution", "wrong/x"):
        folder = course.labs[0].folder / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "test_own.py").write_text("def test_own():\n    assert False\n")
    shutil.rmtree(course.root / "labs" / "02_second")
    run = run_pytest("labs/", "--collect-only", "-q")
    assert [line for line in run.stdout.splitlines() if "::" in line] == [
        "labs/01_first/test_lab.py::task_1",
        "labs/01_first/test_lab.py::task_2",
    ]


def test_a_lab_toml_that_does_not_parse_is_one_error_and_exit_code_2(course, run_pytest):
    (course.labs[0].folder / "lab.toml").write_text("id = ")
    run = run_pytest("labs/")
    assert run.returncode == 2
    assert run.stdout.count("lab.toml: is not valid TOML") == 1
    assert "Traceback" not in run.stdout + run.stderr


def test_labs_that_are_checked_side_by_side_keep_their_own_results(course, run_pytest):
    solve(course, "1")
    solve(course, "2")
    (course.work / "02_second" / "app.py").write_text("while True: pass\n")
    run = run_pytest("labs/", "-v")
    assert "labs/01_first/test_lab.py::task_2 PASSED" in run.stdout
    assert "labs/02_second/test_lab.py::task_1 FAILED" in run.stdout
    assert "2 failed, 2 passed" in run.stdout
    assert "✗ Lab 02 · task 1 of 2" in run.stdout
    assert "✓ 01  The first   solved" in run.stdout


def test_a_folder_with_too_many_files_is_that_labs_own_failure(course, run_pytest):
    solve(course, "1")
    solve(course, "2")
    for number in range(501):
        (course.work / "02_second" / f"file_{number}.py").touch()
    run = run_pytest("labs/", "--tb=short")
    assert "2 failed, 2 passed" in run.stdout
    assert "holds more than 500 files" in run.stdout
    assert "INTERNALERROR" not in run.stdout
