"""Labs checked in their pages: solved, answered wrongly, run into a loop, broken on purpose."""

import json
import subprocess
import sys

import pytest

from gateway_labs.lab.format import load_course
from gateway_labs.lab.render import event_lines
from gateway_labs.lab.report import from_json
from gateway_labs.lab.solution import solution_files
from gateway_labs.lab.tree import variant_tree, write_tree
from gateway_labs.strings import text

from .panel import CHECK_LIMIT, FILE, LAB, Panel


@pytest.fixture(scope="module")
def course(root):
    return load_course(root)


@pytest.fixture(scope="module")
def lab(course):
    return course.find("5")


@pytest.fixture
def open_lab(open_page):
    return lambda path=LAB, **options: Panel(open_page(path, **options))


def terminal_fields(report):
    """What the terminal shows of the first failing task, less what is next."""
    task = report.first_failing
    pairs = [("did", task.did), ("expected", task.expected), ("got", task.got)]
    events = [(f"{text('report.events')} {who}", line) for who, line in event_lines(task.events)]
    shown = [(text(f"report.{key}"), content) for key, content in pairs if content] + events
    return shown + ([(text("report.likely"), task.diagnosis)] if task.diagnosis else [])


def terminal_report(course, lab, name, folder):
    """`labs check` of a wrong answer."""
    write_tree(variant_tree(course, lab, lab.folder / "wrong" / name), folder)
    command = [sys.executable, "-m", "gateway_labs.cli", "check", str(lab.number)]
    done = subprocess.run(
        [*command, "--path", folder, "--json"], cwd=course.root, capture_output=True, timeout=60
    )
    return from_json(json.loads(done.stdout))


def wrong_code(lab, name):
    return (lab.folder / "wrong" / name / FILE).read_text(encoding="utf-8")


def own_sitemap(site_address, paths):
    """What Material's instant navigation asks first: which pages are there, at this address."""
    urls = "".join(f"<url><loc>{site_address}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def test_each_lab_is_solved_in_the_page_by_one_interpreter(open_page, course, axe, site_address):
    page = open_page("404.html")
    pages = own_sitemap(site_address, [f"labs/{lab.id}/" for lab in course.labs])
    answer = {"body": pages, "content_type": "application/xml"}
    page.route("**/sitemap.xml", lambda route: route.fulfill(**answer))
    page.goto(f"{site_address}labs/{course.labs[0].id}/")
    page.wait_for_load_state("networkidle")
    for lab in course.labs:
        page.wait_for_selector(f"gateway-lab .gl-panel[aria-label$=' {lab.number}']")
        panel = Panel(page)
        for path, code in solution_files(lab).items():
            panel.write(code, path)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".gl-passed", timeout=CHECK_LIMIT)
        states = page.locator(".gl-tasks li").evaluate_all(
            "rows => rows.map(r => r.dataset.status)"
        )
        local = ["local" if task.where == "local" else "pass" for task in lab.tasks]
        assert states == local, lab.id
        assert f"{lab.number:02}" in panel.verdict
        assert text("browser_panel.standing.solved") in page.locator(".gl-standing").inner_text()
        following = course.after(lab)
        if following:
            page.locator(".gl-passed a.gl-main").click()
            page.wait_for_url(f"**/{following.id}/")
    assert panel.faults_for_axe(axe) == []
    assert text("browser_panel.passed.last") in page.locator(".gl-passed").inner_text()
    assert page.faults == []
    assert len([url for url in page.requested if "/assets/labs/runtime/" in url]) == 5


def test_a_wrong_answer_gets_the_terminals_report_and_its_place_opens(
    open_lab, course, lab, axe, tmp_path
):
    expected = terminal_report(course, lab, "missing_key_raises", tmp_path)
    panel = open_lab()
    panel.write(wrong_code(lab, "missing_key_raises"))
    panel.check()
    assert panel.fields()[:-1] == terminal_fields(expected)
    task = expected.first_failing
    head = text("report.failed", lab="05", n=task.n, last=len(lab.tasks))
    assert panel.verdict == f"✗ {head} · {task.title}"
    assert panel.page.locator(".gl-folded pre").first.text_content() == task.traceback.rstrip()
    panel.page.locator(".gl-folded summary").first.click()
    assert panel.faults_for_axe(axe) == []
    panel.open("config/settings.py")
    panel.page.locator(".gl-where").click()
    line = int(task.where.rpartition(":")[2])
    assert (
        panel.page.locator(".gl-files .gl-tab[aria-selected=true]").get_attribute("title") == FILE
    )
    assert panel.page.locator(".cm-activeLineGutter").inner_text() == str(line)
    assert panel.page.locator(".cm-line.gl-place").inner_text() == panel.code.splitlines()[line - 1]
    panel.page.reload()
    panel = Panel(panel.page)
    assert panel.fields()[:-1] == terminal_fields(expected)
    panel.write("pass\n")
    panel.page.get_by_text(text("browser_panel.report.stale")).wait_for()


def test_a_flood_a_deadlock_and_a_loop_are_shown_and_the_next_check_works(open_lab, lab):
    panel = open_lab()
    solution = solution_files(lab)[FILE]

    def report_of(code, line):
        panel.write(code.replace("self.accept()", line))
        panel.check()
        return dict(panel.fields())

    flood = report_of(solution, "print('x' * 3_000_000); self.accept(1, 2, 3)")
    assert "TypeError" in flood[text("report.got")]
    assert len(panel.page.locator(".gl-folded pre").last.text_content()) <= 9 * 200
    code = solution.replace("import json", "import asyncio\nimport json")
    code = code.replace("WebsocketConsumer", "AsyncWebsocketConsumer").replace("def ", "async def ")
    deadlock = report_of(code, "await asyncio.Event().wait()")
    assert deadlock[f"{text('report.events')} A"].endswith(text("report.nothing"))
    loop = report_of(solution, "\n        while True: pass")
    assert f"{FILE}:" in loop[text("report.next")]
    states = panel.page.locator(".gl-tasks .gl-state").all_inner_texts()
    assert states[0] == text("browser_panel.tasks.timeout")
    panel.write(solution)
    panel.check()
    panel.page.wait_for_selector(".gl-passed", timeout=CHECK_LIMIT)
    assert panel.page.faults == []


def test_break_it_compares_the_prediction_and_leaves_ones_work_alone(open_lab, lab, axe):
    panel = open_lab()
    page = panel.page
    panel.write("mine = True\n")
    panel.part("break")
    panel.press(text("browser_panel.solution.yes"))
    page.locator(".gl-wrong select").select_option("missing_key_raises")
    assert "ValueError" in page.locator(".gl-diff").inner_text()
    run = page.locator(".gl-run-wrong button")
    assert run.get_attribute("aria-disabled") == "true"
    page.locator(".gl-predict").nth(0).get_by_role("radio").nth(0).check()
    messages = page.locator(".gl-predict").nth(1).get_by_role("radio")
    assert messages.count() == 4
    page.locator(".gl-predict").nth(1).get_by_text("KeyError: 'message'").click()
    run.click()
    page.wait_for_selector(".gl-compared .gl-report", timeout=CHECK_LIMIT)
    right = page.locator(".gl-predictions li").evaluate_all(
        "all => all.map(li => li.dataset.right)"
    )
    assert right == ["false", "true"]
    assert "KeyError: 'message'" in dict(panel.fields(".gl-compared"))[text("report.got")]
    assert panel.faults_for_axe(axe) == []
    assert panel.code == "mine = True\n"
    assert text("browser_panel.standing.changed") in page.locator(".gl-standing").inner_text()
