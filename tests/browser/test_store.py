"""The store of the labs in the browser: the unbundled modules, in a page of their own."""

import shutil
from pathlib import Path

import pytest

from gateway_labs import web
from gateway_labs.lab.format import load_course
from gateway_labs.lab.progress import tree_digest
from gateway_labs.lab.tree import start_tree

WEB = Path(web.__file__).parent
LAB = {
    "id": "05_echo_consumer",
    "digest": "lab-1",
    "edit": ["chat/consumers.py"],
    "start": {"chat/__init__.py": "", "chat/consumers.py": "start\n"},
    "tasks": [{"n": 1, "where": "browser"}, {"n": 2, "where": "browser"}],
}
OPEN = """async base => {
  const {openStore, Store} = await import("./labs/store/store.js")
  globalThis.Store = Store
  globalThis.store = openStore(base)
  globalThis.heard = []
  store.subscribe(event => heard.push(event))
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    folder = tmp_path_factory.mktemp("store")
    shutil.copytree(WEB / "labs", folder / "labs")
    shutil.copytree(WEB / "player", folder / "player")
    (folder / "index.html").write_text("<!doctype html><title>store</title>", encoding="utf-8")
    with serve(folder, "/course/") as address:
        yield address


@pytest.fixture
def context(browser):
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def open_tab(context, address):
    """`open_tab()`: a page of this context with the store in `store`, and its events in `heard`."""

    def open_one(base="/course/", before=None):
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.goto(address)
        page.evaluate(OPEN, base)
        return page

    return open_one


@pytest.fixture
def tab(open_tab):
    return open_tab()


def report(*statuses, lab=LAB["id"]):
    tasks = [
        {"n": n, "title": f"task {n}", "status": status} for n, status in enumerate(statuses, 1)
    ]
    status = next((status for status in statuses if status != "pass"), "pass")
    return {"version": 1, "lab": lab, "status": status, "seconds": 0.5, "tasks": tasks}


def check(tab, lab, *statuses):
    """What the panel does after a check: keep the report of the files as they are."""
    tab.evaluate(
        "([lab, report]) => store.saveReport(lab, report, {tree: 't', lab: lab.digest}, "
        "store.tree(lab))",
        [lab, report(*statuses)],
    )


def state(tab, lab=LAB):
    return tab.evaluate("lab => store.state(lab)", lab)


def save(tab, path, text, lab=LAB):
    tab.evaluate("([...args]) => store.saveFile(...args)", [lab, path, text])


def keys(tab):
    return sorted(tab.evaluate("Object.keys(localStorage)"))


def test_digests_are_those_of_the_engine(tab, root):
    course = load_course(root)
    trees = [start_tree(course, lab) for lab in course.labs]
    trees += [{}, {"b/ü.py": "é\r\n".encode(), "a\U0001f600": b"", "a\ufffd": b"x" * 200}]
    trees += [{"f": b"x" * length} for length in (51, 52, 53, 54, 55, 115, 119)]
    made = tab.evaluate(
        """async trees => {
          const {treeDigest} = await import("./labs/store/digest.js")
          return trees.map(treeDigest)
        }""",
        [{path: content.decode() for path, content in tree.items()} for tree in trees],
    )
    assert made == [tree_digest(tree) for tree in trees]
    assert len(set(made)) == len(made)


def test_an_untouched_lab_has_no_work(tab):
    assert tab.evaluate("lab => [store.work(lab), store.standing(lab)]", LAB) == [None, None]
    assert tab.evaluate("lab => store.tree(lab)", LAB) == LAB["start"]
    assert state(tab) == "not_started"
    assert keys(tab) == []


def test_only_changed_and_added_files_are_kept_and_survive_a_reload(tab):
    save(tab, "chat/consumers.py", "mine\n")
    save(tab, "chat/more.py", "added\n")
    save(tab, "chat/__init__.py", "")
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    changed = {"chat/consumers.py": "mine\n", "chat/more.py": "added\n"}
    assert tab.evaluate("id => store.work(id)", LAB["id"]) == changed
    assert tab.evaluate("lab => store.tree(lab)", LAB) == LAB["start"] | changed


def test_a_file_that_is_as_in_the_start_again_is_no_work(tab):
    save(tab, "chat/consumers.py", "mine\n")
    save(tab, "chat/consumers.py", "start\n")
    assert state(tab) == "not_started"
    assert keys(tab) == []


def test_sites_of_one_host_are_kept_apart(tab):
    save(tab, "chat/consumers.py", "mine\n")
    assert tab.evaluate("id => new Store('/').work(id)", LAB["id"]) is None
    assert tab.evaluate("id => new Store('/course/other/').work(id)", LAB["id"]) is None


def test_the_state_follows_the_checks_and_the_edits(tab):
    save(tab, "chat/consumers.py", "mine\n")
    assert state(tab) == "changed"
    check(tab, LAB, "pass", "fail")
    assert (state(tab), tab.evaluate("lab => store.nextTask(lab)", LAB)) == ("unsolved", 2)
    save(tab, "chat/consumers.py", "better\n")
    assert state(tab) == "changed"
    check(tab, LAB, "pass", "pass")
    assert (state(tab), tab.evaluate("lab => store.nextTask(lab)", LAB)) == ("solved", None)
    save(tab, "chat/consumers.py", "mine\n")
    save(tab, "chat/consumers.py", "better\n")
    assert state(tab) == "solved"


def test_a_check_of_the_start_says_that_it_is_not_solved(tab):
    check(tab, LAB, "fail", "fail")
    assert state(tab) == "unsolved"
    save(tab, "chat/consumers.py", "mine\n")
    assert state(tab) == "changed"


def test_a_report_counts_for_the_files_it_was_made_for(tab):
    """The learner typed on while the check ran."""
    save(tab, "chat/consumers.py", "typed while it ran\n")
    tab.evaluate(
        "([lab, report, tree]) => store.saveReport(lab, report, {tree: 't', lab: 'lab-1'}, tree)",
        [LAB, report("pass", "pass"), LAB["start"] | {"chat/consumers.py": "sent\n"}],
    )
    assert state(tab) == "changed"
    save(tab, "chat/consumers.py", "sent\n")
    assert state(tab) == "solved"


def test_a_task_for_the_machine_alone_does_not_keep_a_lab_from_being_solved(tab):
    lab = LAB | {"tasks": [{"n": 1, "where": "browser"}, {"n": 2, "where": "local"}]}
    save(tab, "chat/consumers.py", "mine\n", lab)
    check(tab, lab, "pass", "not_started")
    assert state(tab, lab) == "solved"
    assert state(tab) == "unsolved"


@pytest.mark.parametrize(
    "version",
    [{"digest": "lab-2"}, {"start": LAB["start"] | {"chat/__init__.py": "# new\n"}}],
    ids=["its check", "its start"],
)
def test_a_new_version_of_the_course_keeps_the_work_and_asks_for_a_check(tab, version):
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, LAB, "pass", "pass")
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    new = LAB | version
    assert tab.evaluate("lab => store.tree(lab)", new)["chat/consumers.py"] == "mine\n"
    assert state(tab, new) == "changed"
    assert tab.evaluate("lab => store.standing(lab).report.status", new) == "pass"


def test_the_board_sees_the_same_state_without_the_labs_files(tab):
    entry = {"id": LAB["id"], "digest": "lab-1", "local": [], "tasks": 2}
    start = {path: text.encode() for path, text in LAB["start"].items()}
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, LAB, "pass", "pass")
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    assert state(tab, entry | {"start": tree_digest(start)}) == "solved"
    assert state(tab, entry | {"start": "another"}) == "changed"
    assert state(tab, entry | {"start": tree_digest(start), "digest": "lab-2"}) == "changed"


def test_hints_are_counted_to_the_last_one_and_gone_when_the_lab_is_solved(tab):
    shown = tab.evaluate("lab => [1, 1, 1, 1].map(task => store.showHint(lab, task))", LAB)
    assert shown == [1, 2, 3, 3]
    assert tab.evaluate("lab => store.standing(lab).hints", LAB) == {"1": 3}
    check(tab, LAB, "pass", "fail")
    assert tab.evaluate("lab => store.standing(lab).hints", LAB) == {"1": 3}
    check(tab, LAB, "pass", "pass")
    assert tab.evaluate("lab => store.standing(lab).hints", LAB) == {}


def test_a_reset_can_be_taken_back_after_a_reload_with_the_state(tab):
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, LAB, "pass", "pass")
    assert tab.evaluate("lab => store.reset(lab)", LAB) > 0
    assert (state(tab), tab.evaluate("lab => store.work(lab)", LAB)) == ("not_started", None)
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    save(tab, "chat/consumers.py", "written after the reset\n")
    tab.evaluate("lab => store.undoReset(lab)", LAB)
    assert tab.evaluate("lab => store.work(lab)", LAB) == {"chat/consumers.py": "mine\n"}
    assert state(tab) == "solved"
    tab.evaluate("lab => store.undoReset(lab)", LAB)
    again = {"chat/consumers.py": "written after the reset\n"}
    assert tab.evaluate("lab => store.work(lab)", LAB) == again


def test_a_reset_of_an_untouched_lab_keeps_the_last_backup(tab):
    save(tab, "chat/consumers.py", "mine\n")
    tab.evaluate("lab => store.reset(lab)", LAB)
    assert tab.evaluate("lab => store.reset(lab)", LAB) is None
    kept = tab.evaluate("lab => store.backup(lab).files", LAB)
    assert kept == {"chat/consumers.py": "mine\n"}


def test_clear_all_can_be_taken_back_and_forgotten(tab):
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, LAB, "pass", "fail")
    tab.evaluate("lab => store.showHint(lab, 2)", LAB)
    tab.evaluate("store.clear()")
    assert (tab.evaluate("store.labs()"), state(tab)) == ([], "not_started")
    assert tab.evaluate("store.undoable().what") == "clear"
    tab.evaluate("store.undo()")
    assert state(tab) == "unsolved"
    assert tab.evaluate("lab => store.standing(lab).hints", LAB) == {"2": 1}
    tab.evaluate("store.undo()")
    tab.evaluate("store.forget()")
    assert (tab.evaluate("store.undoable()"), keys(tab)) == (None, [])


NO_PATHS = [
    "",
    "/etc/passwd",
    "../x.py",
    "a/../../x.py",
    "a//b.py",
    "a/./b.py",
    "a\\b.py",
    "C:/x.py",
]
NO_PATHS += [".env", "a/.git/x", "__pycache__/x.py", "a\nb.py", "a" * 201, "a/", "__proto__"]


@pytest.mark.parametrize("path", NO_PATHS)
def test_a_path_that_is_none_in_a_labs_folder_is_refused(tab, path):
    with pytest.raises(Exception, match="no path in a lab's folder"):
        save(tab, path, "x")
    assert keys(tab) == []


def test_a_report_with_a_task_that_the_lab_no_longer_has_is_left_out(tab):
    three = LAB | {"tasks": [*LAB["tasks"], {"n": 3, "where": "browser"}]}
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, three, "pass", "pass", "fail")
    assert tab.evaluate("lab => store.standing(lab).report.tasks.length", three) == 3
    assert tab.evaluate("lab => store.standing(lab)", LAB) is None
    assert (state(tab), tab.evaluate("lab => store.nextTask(lab)", LAB)) == ("changed", 1)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("standing:05_echo_consumer", "{"),
        ("standing:05_echo_consumer", '{"report": {"version": 9}}'),
        ("standing:05_echo_consumer", "null"),
        ("hints:05_echo_consumer", '{"1": "many"}'),
        ("hints:05_echo_consumer", "[1]"),
        ("backup:05_echo_consumer", '{"when": 1, "files": {"../x": "y"}}'),
        ("file:05_echo_consumer:../x.py", "from elsewhere"),
        ("undo", '{"what": "import"}'),
    ],
)
def test_what_cannot_be_read_is_put_aside_and_not_lost(tab, key, text):
    save(tab, "chat/consumers.py", "mine\n")
    whole = f"gateway-labs:/course/:1:{key}"
    tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [whole, text])
    seen = tab.evaluate(
        "lab => [store.standing(lab), store.backup(lab), store.undoable(), store.work(lab)]", LAB
    )
    assert seen == [None, None, None, {"chat/consumers.py": "mine\n"}]
    assert whole not in keys(tab)
    aside = f"gateway-labs:/course/:1:aside:1:{key}"
    assert tab.evaluate("key => localStorage.getItem(key)", aside) == text


def test_a_second_unreadable_thing_does_not_push_out_the_first(tab):
    for text in ("{1", "{2"):
        key = "gateway-labs:/course/:1:hints:05_echo_consumer"
        tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
        assert tab.evaluate("lab => store.standing(lab)", LAB) is None
    assert [key.rsplit(":", 3)[1] for key in keys(tab)] == ["1", "2"]


def test_two_tabs_keep_each_others_files(open_tab):
    one, two = open_tab(), open_tab()
    save(one, "chat/consumers.py", "one\n")
    save(two, "chat/more.py", "two\n")
    check(one, LAB, "pass", "fail")
    two.evaluate("lab => store.showHint(lab, 1)", LAB)
    both = {"chat/consumers.py": "one\n", "chat/more.py": "two\n"}
    for tab in (one, two):
        assert tab.evaluate("lab => store.work(lab)", LAB) == both
        assert tab.evaluate("lab => store.standing(lab).hints", LAB) == {"1": 1}
        assert tab.evaluate("lab => store.standing(lab).report.status", LAB) == "fail"


def test_a_tab_hears_the_other_and_the_last_write_wins(open_tab):
    one, two = open_tab(), open_tab()
    save(one, "chat/consumers.py", "one\n")
    two.wait_for_function("heard.length > 0")
    file = {"type": "file", "lab": LAB["id"], "path": "chat/consumers.py"}
    assert two.evaluate("heard") == [file | {"text": "one\n", "elsewhere": True}]
    assert one.evaluate("heard") == [file | {"text": "one\n", "elsewhere": False}]
    save(two, "chat/consumers.py", "two\n")
    one.wait_for_function("heard.length > 1")
    assert one.evaluate("store.work('05_echo_consumer')") == {"chat/consumers.py": "two\n"}
    one.evaluate("lab => store.reset(lab)", LAB)
    two.wait_for_function("heard.some(event => event.type === 'file' && event.text === null)")
    assert two.evaluate("lab => store.tree(lab)", LAB) == LAB["start"]


def test_a_tab_hears_that_another_emptied_the_storage(open_tab):
    one, two = open_tab(), open_tab()
    save(one, "chat/consumers.py", "one\n")
    one.evaluate("localStorage.clear()")
    two.wait_for_function("heard.some(event => event.type === 'all')")


def fill(tab, room=0):
    """Leave room for nothing, or for more than `room` and less than twice as many characters."""
    tab.evaluate(
        """room => {
          for (let size = 2 ** 22, n = 0; size >= 1; size = Math.floor(size / 2), n++) {
            try { localStorage.setItem(`filler${n}`, "x".repeat(size)) } catch { continue }
          }
          for (let n = 0; n < 23; n++) {
            const key = `filler${n}`
            if ((localStorage.getItem(key) ?? "").length <= room) localStorage.removeItem(key)
          }
        }""",
        room,
    )


def empty(tab):
    tab.evaluate(
        """() => {
          const fillers = Object.keys(localStorage).filter(key => key.startsWith("filler"))
          for (const key of fillers) localStorage.removeItem(key)
        }"""
    )


def test_a_full_storage_is_told_and_nothing_is_lost_in_the_page(tab):
    save(tab, "chat/consumers.py", "mine\n")
    fill(tab)
    long = "long\n" * 2000
    save(tab, "chat/consumers.py", long)
    assert tab.evaluate("lab => store.tree(lab)['chat/consumers.py']", LAB) == long
    assert "unsaved" in tab.evaluate("heard.map(event => event.type)")
    assert tab.evaluate("String(store.unsaved)").startswith("QuotaExceededError")
    empty(tab)
    save(tab, "chat/more.py", "x\n")
    assert tab.evaluate("heard.at(-1).type") == "saved"
    assert tab.evaluate("store.unsaved") is None
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    assert tab.evaluate("lab => store.work(lab)", LAB) == {
        "chat/consumers.py": long,
        "chat/more.py": "x\n",
    }


def test_a_reset_in_a_full_storage_keeps_its_backup(tab):
    long = "long\n" * 2000
    save(tab, "chat/consumers.py", long)
    fill(tab, room=4096)
    tab.evaluate("lab => store.reset(lab)", LAB)
    assert tab.evaluate("store.unsaved") is None
    tab.reload()
    tab.evaluate(OPEN, "/course/")
    assert tab.evaluate("lab => store.backup(lab).files", LAB) == {"chat/consumers.py": long}


def test_the_browser_asks_before_unsaved_work_is_left(tab):
    save(tab, "chat/consumers.py", "x" * 3_000_000)
    save(tab, "chat/more.py", "y" * 3_000_000)
    asks = "() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert tab.evaluate(asks)
    tab.evaluate("lab => store.removeFile(lab, 'chat/consumers.py')", LAB)
    assert not tab.evaluate(asks)


FORBIDDEN = [
    "Object.defineProperty(window, 'localStorage', "
    "{get() { throw new DOMException('no', 'SecurityError') }})",
    "Object.defineProperty(window, 'localStorage', {value: null})",
]


@pytest.mark.parametrize("forbidden", FORBIDDEN, ids=["raises", "is null"])
def test_without_a_storage_all_works_in_memory(open_tab, forbidden):
    tab = open_tab(before=forbidden)
    assert state(tab) == "not_started"
    save(tab, "chat/consumers.py", "mine\n")
    check(tab, LAB, "pass", "fail")
    assert state(tab) == "unsolved"
    tab.evaluate("lab => store.reset(lab)", LAB)
    assert state(tab) == "not_started"
    tab.evaluate("lab => store.undoReset(lab)", LAB)
    assert state(tab) == "unsolved"
    assert tab.evaluate("store.labs()") == [LAB["id"]]
    assert tab.evaluate("store.unsaved !== null")


def test_the_panel_and_the_board_have_one_store(tab):
    """They are bundles of their own, each with a copy of this module."""
    same = """async () => {
      const other = await import("./labs/store/store.js?another-copy")
      return other.openStore("/course/") === store
    }"""
    assert tab.evaluate(same)


def test_the_base_is_the_site_above_the_manifest(tab):
    base = """async url => (await import("./labs/store/store.js")).baseOf(url)"""
    assert tab.evaluate(base, "https://a.example/x/assets/labs/manifest.json") == "/x/"
    assert tab.evaluate(base, "assets/labs/manifest.json") == "/course/"
