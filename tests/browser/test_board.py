"""The board on the home page and the labs' overview; export to and import from work/."""

import io
import json
import re
import shutil
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gateway_labs import web
from gateway_labs.lab import progress, workspace
from gateway_labs.lab.board import read_board
from gateway_labs.lab.format import load_course
from gateway_labs.lab.report import TaskReport, summarise
from gateway_labs.lab.tree import end_tree, read_tree, start_tree, write_tree
from gateway_labs.strings import table

ECHO = "05_echo_consumer"
STORE = "[...globalThis[Symbol.for('gateway-labs.stores.1')].values()][0]"
SEED = f"""async ([id, files, report, digests]) => {{
  const store = {STORE}
  const manifest = document.querySelector("gateway-board").getAttribute("manifest")
  const at = new URL(manifest, document.baseURI)
  const entry = (await (await fetch(at)).json()).labs.find(lab => lab.id === id)
  const data = await (await fetch(new URL(entry.data, at))).json()
  store.tree(data)
  for (const [path, text] of Object.entries(files)) store.saveFile(data, path, text)
  if (report) store.saveReport(data, report, digests, store.tree(data))
}}"""


@pytest.fixture
def course(root, tmp_path):
    """A copy of the course, without work."""
    folder = tmp_path / "course"
    shutil.copytree(root / "labs", folder / "labs", ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(folder)


@pytest.fixture
def overview(open_page):
    page = open_page("labs/")
    page.locator(".gl-board").wait_for()
    yield page
    assert page.faults == []


def texts(tree):
    return {path: content.decode() for path, content in tree.items()}


def report_of(lab, *statuses):
    """A report as a check makes it; tasks that are not named pass."""
    named = [*statuses, *["pass"] * len(lab.tasks)][: len(lab.tasks)]
    tasks = [
        TaskReport(
            task.n,
            task.title,
            status,
            did="did",
            got="got",
            events=({"who": "A", "kind": "connect"},),
        )
        for task, status in zip(lab.tasks, named, strict=True)
    ]
    return summarise(lab.id, 0.25, tasks)


def seed(page, course, lab_id, files, *statuses):
    """What the panel does: the learner writes files; with statuses, they are checked."""
    lab = course.by_id[lab_id]
    tree = start_tree(course, lab) | {path: text.encode() for path, text in files.items()}
    report = report_of(lab, *statuses).to_json() if statuses else None
    digests = {"tree": progress.tree_digest(tree), "lab": progress.lab_digest(lab)}
    page.evaluate(SEED, [lab_id, files, report, digests])


def seed_all(page, course):
    """A lab of each state: solved, unsolved, changed, and the rest not started."""
    seed(page, course, "02_asgi_http", {"asgi_app.py": "solved\n"}, "pass")
    seed(page, course, "03_asgi_websocket", {"ws_app.py": "# ü\r\n"}, "pass", "fail", "error")
    seed(page, course, ECHO, {"chat/consumers.py": "checked\n", "chat/more.py": ""}, "timeout")
    seed(page, course, ECHO, {"chat/consumers.py": "changed\n"})


def states(page):
    """What the cards say, by lab."""
    cards = page.locator(".gl-labs li[data-lab]").all()
    return {card.get_attribute("data-lab"): state_of(card) for card in cards}


def state_of(card):
    mark = card.locator(".gl-card-state")
    return mark.inner_text().replace("\n", " ") if mark.count() else None


def work(page, lab_id=ECHO):
    return page.evaluate(f"id => {STORE}.work(id)", lab_id)


def exported(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert re.fullmatch(r"gateway-labs-work-[\d-]{10}\.zip", download.value.suggested_filename)
    return zipfile.ZipFile(download.value.path())


def zip_of(files, name="work.zip"):
    """A file for an input, as Playwright takes it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return {"name": name, "mimeType": "application/zip", "buffer": content.getvalue()}


def choose(page, file, source="A zip"):
    """Open the dialog and choose; gives the dialog once it has an answer."""
    if not page.locator("dialog[open]").count():
        page.get_by_role("button", name="Import …").click()
    dialog = page.get_by_role("dialog", name="Import work")
    dialog.get_by_label(source).set_input_files(file)
    dialog.locator(".gl-import-found > :not(:text('Reading …'))").first.wait_for()
    return dialog


def take(dialog):
    dialog.get_by_role("button", name="Import", exact=True).click()
    dialog.wait_for(state="detached")


def test_with_nothing_done_it_invites_to_the_first_lab_and_keeps_nothing(overview):
    board = overview.locator(".gl-board")
    assert board.get_by_role("link").count() == 1
    assert "You have not started yet." in board.inner_text()
    assert [button.inner_text() for button in board.get_by_role("button").all()] == ["Import …"]
    assert set(states(overview).values()) == {None}
    assert overview.evaluate("localStorage.length") == overview.evaluate(
        "Object.keys(localStorage).filter(key => !key.startsWith('gateway-labs')).length"
    )
    board.get_by_role("link").click()
    overview.wait_for_url("**/labs/01_wsgi_app/")


def test_the_home_page_is_short(open_page, course):
    page = open_page("")
    page.locator(".gl-board").wait_for()
    assert page.locator(".gl-board").inner_text().startswith("You have not started yet. Start with")
    seed(page, course, "01_wsgi_app", {"wsgi_app.py": "x\n"}, "pass", "fail")
    page.get_by_text("0 of 7 labs solved").wait_for()
    assert page.locator(".gl-board button").count() == 0
    bar = page.locator(".gl-board-bar").get_attribute("aria-label")
    assert bar.startswith(
        "Lab 1 · A WSGI application by hand: not solved yet: task 2 of 5 is next; Lab 2"
    )


def test_it_shows_the_state_of_each_lab_and_what_is_next(overview, course):
    seed_all(overview, course)
    overview.get_by_text("1 of 7 labs solved").wait_for()
    assert states(overview) == {
        "01_wsgi_app": "· not started",
        "02_asgi_http": "✓ solved",
        "03_asgi_websocket": "✗ not solved yet: task 2 of 5 is next",
        "04_both_handlers": "· not started",
        ECHO: "~ not checked yet",
        "06_routing": "· not started",
        "07_asgi_application": "· not started",
    }
    next_lab = overview.locator(".gl-board-next")
    assert next_lab.inner_text() == "Next: Lab 1 · A WSGI application by hand"
    seed(overview, course, "01_wsgi_app", {"wsgi_app.py": "x\n"}, "pass", "pass", "error")
    overview.get_by_text("Next: Lab 1 · A WSGI application by hand · task 3 of 5").wait_for()
    next_lab.get_by_role("link").click()
    overview.wait_for_url("**/labs/01_wsgi_app/#task-3-read-the-request-body")


def test_a_lab_counts_as_solved_here_and_names_its_tasks_for_the_machine(overview, course):
    seed(overview, course, "01_wsgi_app", {"wsgi_app.py": "x\n"}, *["pass"] * 4, "not_started")
    seed(
        overview, course, "07_asgi_application", {"config/asgi.py": "x\n"},
        "pass", "pass", "not_started", "not_started",
    )  # fmt: skip
    overview.get_by_text("2 of 7 labs solved").wait_for()
    assert states(overview)["01_wsgi_app"] == "✓ solved task 5 runs on your machine"
    assert states(overview)["07_asgi_application"] == "✓ solved tasks 3 and 4 run on your machine"


def test_it_says_when_all_is_solved(overview, course):
    for lab in course.labs:
        seed(overview, course, lab.id, {lab.edit[0]: "x\n"}, "pass")
    overview.get_by_text("7 of 7 labs solved").wait_for()
    assert overview.locator(".gl-board-next").inner_text() == "All labs are solved."


def test_it_hears_another_tab_and_comes_again_after_instant_navigation(overview, course):
    other = overview.context.new_page()
    other.goto(overview.url)
    other.locator(".gl-board").wait_for()
    seed(other, course, ECHO, {"chat/consumers.py": "x\n"}, "pass")
    overview.get_by_text("1 of 7 labs solved").wait_for()
    assert states(overview)[ECHO] == "✓ solved"
    overview.locator(".md-tabs").get_by_role("link", name="Guide").click()
    overview.wait_for_url("**/guide/**")
    overview.go_back()
    overview.get_by_text("1 of 7 labs solved").wait_for()
    assert overview.locator(".gl-board").count() == 1
    assert states(overview)[ECHO] == "✓ solved"


def test_the_export_is_the_very_folder_of_the_terminal(overview, course):
    seed_all(overview, course)
    overview.evaluate(f"{STORE}.showHint('03_asgi_websocket', 2)")
    exported(overview).extractall(course.root)
    assert "it holds the folder work/" in overview.locator(".gl-board-said").inner_text()
    board = read_board(course)
    assert [(row.lab.number, row.where) for row in board.rows if row.state != "not_started"] == [
        (2, "solved"),
        (3, "task 2 of 5 is next"),
        (5, "changed since the last check"),
    ]
    lab = course.by_id[ECHO]
    tree = start_tree(course, lab) | {"chat/consumers.py": b"changed\n", "chat/more.py": b""}
    assert workspace.learner_tree(course, lab) == tree
    assert (course.work / "03_asgi_websocket" / "ws_app.py").read_bytes() == "# ü\r\n".encode()
    assert sorted(path.name for path in course.work.iterdir()) == [
        "02_asgi_http",
        "03_asgi_websocket",
        ECHO,
        "progress.json",
    ]
    standing = progress.load(course)["03_asgi_websocket"]
    assert standing.hints == {"2": 1}
    assert standing.report.to_json() == (
        report_of(course.by_id["03_asgi_websocket"], "pass", "fail", "error").to_json()
    )


def test_the_terminal_goes_on_with_an_export(overview, course):
    lab = course.by_id[ECHO]
    solution = texts(read_tree(lab.folder / "solution"))
    seed(overview, course, ECHO, solution, "pass", "fail")
    exported(overview).extractall(course.root)
    labs = Path(sys.executable).with_name("labs")
    said = subprocess.run([labs], cwd=course.root, capture_output=True, encoding="utf-8")
    assert "task 2 of 4 is next" in said.stdout
    checked = subprocess.run([labs, "check", "5"], cwd=course.root, capture_output=True)
    assert checked.returncode == 0, checked.stdout
    assert read_board(load_course(course.root)).solved == 1


def test_an_export_asks_the_terminal_for_the_tasks_that_no_browser_ran(overview, course):
    seed(overview, course, "01_wsgi_app", {"wsgi_app.py": "x\n"}, *["pass"] * 4, "not_started")
    exported(overview).extractall(course.root)
    assert read_board(course).rows[0].where == "task 5 of 5 is next"


def test_without_the_sites_files_the_changed_files_are_still_exported(overview, course):
    seed_all(overview, course)
    overview.route("**/lab.json", lambda route: route.abort())
    names = exported(overview).namelist()
    assert "work/05_echo_consumer/chat/consumers.py" in names
    assert "work/05_echo_consumer/config/settings.py" not in names
    assert "labs start writes the others" in overview.locator(".gl-board-said").inner_text()


def test_an_import_of_the_terminals_folder_shows_its_board(overview, course):
    solved, begun = course.by_id[ECHO], course.by_id["06_routing"]
    for lab in (solved, begun, course.by_id["07_asgi_application"]):
        workspace.start(course, lab)
    write_tree(read_tree(solved.folder / "solution"), workspace.folder_of(course, solved))
    (workspace.folder_of(course, begun) / "chat/routing.py").write_bytes(b"begun\n")
    (workspace.folder_of(course, begun) / "db.sqlite3").write_bytes(b"\xff\0\xfe")
    (workspace.folder_of(course, begun) / "__pycache__").mkdir()
    (workspace.folder_of(course, begun) / "__pycache__/x.pyc").write_bytes(b"\xff")
    for lab, statuses in ((solved, ["pass"]), (begun, ["pass", "fail"])):
        tree = workspace.learner_tree(course, lab)
        progress.record(course, lab, report_of(lab, *statuses), tree)
    progress.show_hint(course, begun, 2)
    workspace.reset(course, course.by_id["07_asgi_application"])

    dialog = choose(overview, course.work, "Or a folder")
    assert "Lab 5 · An echo consumer" in dialog.inner_text()
    assert "Files that are left out: 1" in dialog.inner_text()
    take(dialog)
    terminal = {row.lab.id: row.where for row in read_board(course).rows}
    shown = {lab: state.split(" ", 1)[1] for lab, state in states(overview).items()}
    assert {lab: words.removeprefix("not solved yet: ") for lab, words in shown.items()} == terminal
    assert work(overview) == texts(read_tree(solved.folder / "solution"))
    assert work(overview, "07_asgi_application") is None
    hints = overview.evaluate(f"{STORE}.standing('06_routing').hints")
    assert hints == {"2": 1}
    overview.reload()
    overview.get_by_text("1 of 7 labs solved").wait_for()


def test_an_export_comes_back_into_another_browser_as_it_was(overview, open_page, course, tmp_path):
    seed_all(overview, course)
    file = exported(overview).filename
    shutil.copy(file, tmp_path / "export.zip")
    other = open_page("labs/")
    other.locator(".gl-board").wait_for()
    take(choose(other, tmp_path / "export.zip"))
    assert states(other) == states(overview)
    for lab in course.labs:
        assert work(other, lab.id) == work(overview, lab.id)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("a.zip", f"{ECHO}/"),
        ("a.zip", f"my-work/{ECHO}/"),
        ("a.zip", f"gateway-labs-main/work/{ECHO}/"),
        ("a.zip", f"work\\{ECHO}\\"),
        ("a.zip", f"./work/{ECHO}/"),
        ("a.zip", f"{ECHO}-2026-11-22-190000/"),
        (f"{ECHO}.zip", ""),
        (f"{ECHO} (1).zip", ""),
    ],
)
def test_a_zip_of_one_lab_is_known_by_its_folder_or_its_name(overview, name, prefix):
    file = zip_of({f"{prefix}chat/consumers.py": "mine\n"}, name)
    take(choose(overview, file))
    assert work(overview) == {"chat/consumers.py": "mine\n"}
    assert states(overview)[ECHO] == "~ not checked yet"


def test_an_import_says_what_it_replaces_and_can_be_undone(overview, course):
    seed(overview, course, ECHO, {"chat/consumers.py": "old\n", "chat/mine.py": "m\n"}, "pass")
    files = {"chat/consumers.py": "new\n", "chat/more.py": "added\n", "chat/__init__.py": ""}
    dialog = choose(overview, zip_of({f"work/{ECHO}/{path}": text for path, text in files.items()}))
    rows = [row.inner_text() for row in dialog.locator(".gl-import-found li").all()]
    assert rows == [
        "chat/consumers.py replaces what you have here",
        "chat/more.py new",
        "Files that are the same: 1",
    ]
    assert work(overview)["chat/consumers.py"] == "old\n"
    take(dialog)
    after = {"chat/consumers.py": "new\n", "chat/mine.py": "m\n", "chat/more.py": "added\n"}
    assert work(overview) == after
    assert "Work was imported on" in overview.locator(".gl-board-undo").inner_text()
    overview.reload()
    overview.get_by_role("button", name="Undo").click()
    assert work(overview) == {"chat/consumers.py": "old\n", "chat/mine.py": "m\n"}
    assert states(overview)[ECHO] == "✓ solved"
    overview.get_by_role("button", name="Do it again").click()
    assert work(overview) == after


def test_a_cancelled_import_changes_nothing(overview):
    file = zip_of({f"work/{ECHO}/chat/consumers.py": "mine\n"})
    dialog = choose(overview, file)
    dialog.get_by_role("button", name="Cancel").click()
    choose(overview, file)
    overview.keyboard.press("Escape")
    overview.locator("dialog").wait_for(state="detached")
    assert work(overview) is None
    assert set(states(overview).values()) == {None}


def test_nothing_of_a_hostile_zip_gets_further_than_a_labs_folder(overview, course):
    bad = {
        f"work/{ECHO}/../../../etc/passwd": "x",
        f"/work/{ECHO}/absolute.py": "x",
        f"C:\\work\\{ECHO}\\drive.py": "x",
        f"work/{ECHO}/a:b.py": "x",
        f"work/{ECHO}/{'long' * 60}.py": "x",
        f"work/{ECHO}/chat": "a file in the place of a folder",
        f"work/{ECHO}/large.py": "x" * (2**20 + 1),
        f"work/{ECHO}/binary.py": b"\xff\0",
        f"work/{ECHO}/__proto__": "x",
        "work/99_none/x.py": "x",
    }
    skipped = {
        f"work/{ECHO}/.git/config": "x",
        f"work/{ECHO}/chat/__pycache__/x.pyc": "x",
        f"__MACOSX/work/{ECHO}/._consumers.py": "x",
        "work/.hidden": "x",
        f"work/backups/{ECHO}-2026/chat/consumers.py": "x",
        "labs/05_echo_consumer/solution/chat/consumers.py": "x",
        "work/__proto__": "x",
    }
    good = {f"work/{ECHO}/chat/consumers.py": "<img src=x onerror=alert(1)>\n"}
    report = {"labs": {ECHO: {"report": {"version": 1, "lab": "<b>"}, "tree": "", "lab": ""}}}
    file = zip_of(bad | skipped | good | {"work/progress.json": json.dumps(report)})
    dialog = choose(overview, file)
    assert f"Files that are left out: {len(bad)}" in dialog.inner_text()
    assert "progress.json can't be read" in dialog.inner_text()
    take(dialog)
    assert work(overview) == {"chat/consumers.py": "<img src=x onerror=alert(1)>\n"}
    names = exported(overview).namelist()
    assert all(name.startswith(("work/05_echo_consumer/", "work/progress.json")) for name in names)
    assert not [name for name in names if ".." in name]


def test_a_link_in_a_zip_is_taken_for_what_it_is_a_text(overview):
    link = zipfile.ZipInfo(f"work/{ECHO}/chat/consumers.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    file = {"name": "w.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    take(choose(overview, file))
    assert work(overview) == {"chat/consumers.py": "/etc/passwd"}


def test_a_zip_that_lies_about_a_size_gets_no_more_than_it_says(overview):
    file = zip_of({f"work/{ECHO}/chat/consumers.py": "x" * 50_000_000})
    lying = bytearray(file["buffer"])
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", lying, lying.index(mark) + at, 10)
    dialog = choose(overview, file | {"buffer": bytes(lying)})
    take(dialog)
    assert work(overview) == {"chat/consumers.py": "x" * 10}


def broken_zips():
    whole = zip_of({f"work/{ECHO}/chat/consumers.py": "mine\n" * 100})["buffer"]
    many = {f"work/{ECHO}/f{n}.py": "" for n in range(501)}
    course = {f"{ECHO}/lab.toml": "x", f"{ECHO}/test_lab.py": "x"}
    large = {f"work/0{n}/x.py": "x" for n in range(3)} | {
        f"work/{ECHO}/f{n}.py": "x" * 2**20 for n in range(21)
    }
    return {
        "cut off": (whole[:-30], "can't be read as a zip"),
        "no zip": (b"hello", "can't be read as a zip"),
        "empty": (b"", "can't be read as a zip"),
        "without entries": (zip_of({})["buffer"], "No lab's files were found in w.zip"),
        "of something else": (zip_of({"a.py": "x"})["buffer"], "No lab's files were found in"),
        "of the course's lab": (zip_of(course)["buffer"], "belongs to the course"),
        "of too many files": (zip_of(many)["buffer"], "Lab 5 has more than 500 files"),
        "of too much": (zip_of(large)["buffer"], "more than 20 MiB"),
    }


@pytest.mark.parametrize("kind", broken_zips())
def test_a_zip_that_holds_no_work_is_told_and_another_one_can_be_chosen(overview, kind):
    content, message = broken_zips()[kind]
    file = {"name": "w.zip", "mimeType": "application/zip", "buffer": content}
    dialog = choose(overview, file)
    assert message in dialog.get_by_role("alert").inner_text()
    assert not dialog.get_by_role("button", name="Import", exact=True).is_visible()
    take(choose(overview, zip_of({f"work/{ECHO}/chat/consumers.py": "mine\n"})))
    assert work(overview) == {"chat/consumers.py": "mine\n"}


def test_clear_all_asks_first_and_can_be_undone(overview, course):
    seed_all(overview, course)
    overview.get_by_role("button", name="Clear all …").click()
    dialog = overview.get_by_role("dialog", name="Clear all work?")
    dialog.get_by_role("button", name="Cancel").click()
    assert work(overview, "02_asgi_http") == {"asgi_app.py": "solved\n"}
    before = states(overview)
    overview.get_by_role("button", name="Clear all …").click()
    dialog.get_by_role("button", name="Clear all").click()
    overview.get_by_text("You have not started yet.").wait_for()
    assert set(states(overview).values()) == {None}
    overview.reload()
    overview.get_by_role("button", name="Undo").click()
    assert states(overview) == before
    overview.get_by_role("button", name="Keep it so").click()
    assert overview.locator(".gl-board-undo").is_hidden()


def test_a_browser_that_keeps_nothing_is_told_and_the_export_still_works(open_page, course):
    page = open_page("")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})"
    )
    page.goto(page.url + "labs/")
    page.locator(".gl-board").wait_for()
    seed(page, course, ECHO, {"chat/consumers.py": "mine\n"})
    assert "does not keep your work" in page.locator(".gl-board").get_by_role("alert").inner_text()
    assert f"work/{ECHO}/chat/consumers.py" in exported(page).namelist()


def test_it_works_with_the_keyboard_alone(overview, course):
    seed(overview, course, ECHO, {"chat/consumers.py": "mine\n"})
    overview.get_by_role("button", name="Clear all …").focus()
    overview.keyboard.press("Enter")
    overview.keyboard.press("Shift+Tab")
    overview.keyboard.press("Enter")
    overview.get_by_text("You have not started yet.").wait_for()
    focused = "document.activeElement.textContent"
    assert overview.evaluate(focused) == "Undo"
    overview.keyboard.press("Enter")
    assert work(overview) == {"chat/consumers.py": "mine\n"}
    assert overview.evaluate(focused) == "Do it again"
    overview.get_by_role("button", name="Import …").focus()
    overview.keyboard.press("Enter")
    overview.get_by_role("dialog", name="Import work").wait_for()
    overview.keyboard.press("Escape")
    assert overview.evaluate(focused) == "Import …"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_axe_violation_and_fits(open_page, axe, course, width, scheme):
    page = open_page("labs/", width=width, color_scheme=scheme)
    page.locator(".gl-board").wait_for()
    ours = [[".gl-board"], [".gl-labs"]]

    def violations():
        found = axe.run(page, context={"include": ours}).response["violations"]
        return [(item["id"], [node["html"] for node in item["nodes"]]) for item in found]

    assert violations() == []
    seed_all(page, course)
    seed(page, course, "01_wsgi_app", {"wsgi_app.py": "x\n"}, *["pass"] * 4, "not_started")
    page.get_by_text("2 of 7 labs solved").wait_for()
    assert violations() == []
    files = {f"work/{ECHO}/{'long_name_' * 15}.py": "x", f"work/{ECHO}/chat/a:b": "x"}
    dialog = choose(page, zip_of(files))
    dialog.locator("summary").click()
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")


def test_it_asks_no_other_host_and_loads_no_runtime(overview, course, site_address):
    seed_all(overview, course)
    exported(overview)
    assert all(url.startswith((site_address, "blob:")) for url in overview.requested)
    assert not [url for url in overview.requested if "runtime/" in url or "panel-" in url]


def test_the_solution_of_each_lab_survives_the_way_out_and_back(overview, course):
    """Each lab's files, whole, as the terminal has them."""
    for lab in course.labs:
        write_tree(end_tree(course, lab), workspace.folder_of(course, lab))
    take(choose(overview, course.work, "Or a folder"))
    shutil.rmtree(course.work)
    exported(overview).extractall(course.root)
    for lab in course.labs:
        assert workspace.learner_tree(course, lab) == end_tree(course, lab)


def test_an_empty_file_that_was_imported_is_part_of_what_the_panel_checks(overview, course):
    """Work in the page and work in the store are the same files."""
    files = {"chat/consumers.py": "x = 1\n", "extra/__init__.py": ""}
    take(choose(overview, zip_of({f"work/{ECHO}/{path}": text for path, text in files.items()})))
    overview.locator(f"li[data-lab='{ECHO}'] a").click()
    overview.wait_for_url(f"**/{ECHO}/")
    overview.locator(".gl-check").click()
    overview.locator(".gl-report").wait_for(timeout=60_000)
    overview.go_back()
    overview.get_by_text("Next: Lab 1").wait_for()
    assert states(overview)[ECHO] == "✗ not solved yet: task 1 of 4 is next"


def test_a_report_that_does_not_fit_the_lab_does_not_break_its_page(overview, course):
    lab = course.by_id[ECHO]
    tree = start_tree(course, lab) | {"chat/consumers.py": b"x = 1\n"}
    report = json.loads(json.dumps(report_of(lab, "fail").to_json()))
    report["tasks"][0] |= {"n": 9, "where": "gone.py:99999", "got": "<b>x</b>"}
    item = {"report": report, "tree": progress.tree_digest(tree), "hints": {"1": 7, "99": 1}}
    known = {"version": 1, "labs": {ECHO: item | {"lab": progress.lab_digest(lab)}}}
    files = {f"work/{ECHO}/{path}": content for path, content in tree.items()}
    take(choose(overview, zip_of(files | {"work/progress.json": json.dumps(known)})))
    assert states(overview)[ECHO] == "~ not checked yet"
    overview.locator(f"li[data-lab='{ECHO}'] a").click()
    overview.locator(".gl-panel .cm-content").wait_for()
    overview.get_by_role("tab", name="Hints").click()
    assert overview.locator(".gl-hints li").count() == 3


def test_the_board_uses_each_of_its_texts_and_no_other():
    scripts = ["board", "board/cards", "board/import_dialog", "board/progress"]
    sources = [(Path(web.__file__).parent / f"labs/{name}.js").read_text() for name in scripts]
    used = {key for source in sources for key in re.findall(r'\bwords\(\s*"([^"]+)"', source)}
    texts = table("browser_board")
    parts = {name: part for name, part in texts.items() if isinstance(part, dict)}
    known = {f"{name}.{key}" for name, part in parts.items() for key in part}
    assert used == known | (texts.keys() - parts.keys())


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("path", ["", "labs/"])
@pytest.mark.parametrize("begun", [False, True])
def test_nothing_below_the_board_moves_when_it_comes(open_page, course, begun, path, width):
    page = open_page(path, width=width)
    page.locator(".gl-board").wait_for()
    if begun:
        seed(page, course, ECHO, {"chat/consumers.py": "checked\n"}, "fail")
    held = []
    page.route("**/board-*.js", lambda route: held.append(route))
    with page.expect_request("**/board-*.js"):
        page.reload(wait_until="domcontentloaded")
    below = page.locator(".gl-board-place ~ *").locator("visible=true")
    places = "all => all.map(one => one.getBoundingClientRect().top)"
    before = below.evaluate_all(places)
    assert page.locator(".gl-board").count() == 0
    held[0].continue_()
    page.locator(".gl-board").wait_for()
    if path and begun:
        page.locator(".gl-card-state").last.wait_for()
    assert len(before) > 3
    assert below.evaluate_all(places) == pytest.approx(before, abs=1)
