"""The labs' runtime in a real browser: its start, its limits, its failures, and the reports."""

import gzip
import json
import re
import shutil
from urllib.parse import urlsplit

import pytest

from gateway_labs.lab.format import load_course, load_lab
from gateway_labs.lab.process import Checker
from gateway_labs.lab.tree import end_tree
from gateway_labs.strings import text

from ..browser_side.agreement import differences
from .trial import job_of, report, settled

LAB = "05_echo_consumer"
FILE = "chat/consumers.py"
SHORT = 1.5
"""Seconds of a task's limit, in the lab that the tests of limits check."""
CONSUMER = """from channels.generic.websocket import WebsocketConsumer

class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()

    def receive(self, text_data=None, bytes_data=None):
        {receive}
"""


@pytest.fixture(scope="module")
def files(trial):
    """The paths of the runtime's files."""
    manifest = json.loads((trial / "manifest.json").read_text(encoding="utf-8"))
    return {file["path"] for file in manifest["runtime"]["files"].values()} | {manifest["worker"]}


@pytest.fixture(scope="module")
def short_lab(root, tmp_path_factory):
    """Lab 05 with a shorter limit."""
    folder = tmp_path_factory.mktemp("course") / "labs" / LAB
    shutil.copytree(root / "labs" / LAB, folder)
    written = (folder / "lab.toml").read_text(encoding="utf-8")
    assert "limit = 6" in written
    shorter = written.replace("limit = 6", f"limit = {SHORT}")
    (folder / "lab.toml").write_text(shorter, encoding="utf-8")
    return load_lab(folder)


@pytest.fixture(scope="module")
def solved(root):
    course = load_course(root)
    return {lab.id: job_of(lab, end_tree(course, lab)) for lab in course.labs}


@pytest.fixture(scope="module")
def in_terminal(root):
    """`in_terminal(lab, code)`: the report of the terminal on a lab like 05, with this consumer."""
    course = load_course(root)
    tree = end_tree(course, course.find(LAB))
    with Checker() as checker:
        yield lambda lab, code: checker.check(lab, tree | {FILE: code.encode()}).to_json()


@pytest.fixture(scope="module")
def lab(root):
    return load_course(root).find(LAB)


def with_consumer(lab, job, code):
    """The job with another consumer, and the course's files of `lab`."""
    return {**job_of(lab, {}), "tree": job["tree"] | {FILE: code}}


def told(page):
    """The states and steps that the page was told of, each once."""
    seen = page.evaluate("told.map(one => [one.state, one.progress?.step ?? null])")
    return [one for one, before in zip(seen, [None, *seen], strict=False) if one != before]


# The start


def test_nothing_of_it_is_fetched_before_the_start_and_each_file_once_then(
    open_trial, trial_address, files, solved
):
    page = open_trial()
    page.wait_for_load_state("networkidle")
    names = {url.removeprefix(trial_address) for url in page.requested}
    assert not names & files
    settled(page, "start")
    settled(page, "start")
    report(page, solved[LAB])
    names = [url.removeprefix(trial_address) for url in page.requested]
    assert [names.count(file) for file in sorted(files)] == [1] * len(files)
    elsewhere = [
        url for url in page.requested if not url.startswith((trial_address, "blob:", "data:"))
    ]
    assert elsewhere == []


def test_the_start_is_told_in_steps_and_in_bytes(open_trial):
    page = open_trial()
    assert settled(page, "start") == {"value": None}
    table = "browser_runtime.step"
    steps = ["fetch", "python", "unpack", "import"]
    assert [step for _, step in told(page) if step] == [text(f"{table}.{key}") for key in steps]
    assert [told(page)[0], told(page)[-1]] == [["idle", None], ["ready", None]]
    loaded = page.evaluate("told.filter(one => one.progress).map(one => one.progress.loaded)")
    assert loaded == sorted(loaded)
    assert loaded[-1] == page.evaluate("manifest.runtime.bytes")


def test_a_server_may_decompress_the_files_on_their_way(open_trial, trial, solved):
    def plain(route):
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        route.fulfill(body=gzip.decompress((trial / "runtime" / name).read_bytes()))

    page = open_trial(prepare=lambda page: page.route("**/*.z", plain))
    assert report(page, solved[LAB])["status"] == "pass"


def test_two_tabs_have_an_interpreter_each(browser, open_trial, solved):
    with browser.new_context() as context:
        pages = [open_trial(context), open_trial(context)]
        for page in pages:
            page.evaluate("job => { window.mine = runtime.check(job) }", solved[LAB])
        reports = [page.evaluate("mine.then(({report}) => report)") for page in pages]
    assert [one["status"] for one in reports] == ["pass", "pass"]


# Where it can't run


@pytest.mark.parametrize(
    "missing",
    ["delete globalThis.WebAssembly", "delete globalThis.DecompressionStream"],
)
def test_a_browser_that_is_too_old_is_told_so_and_fetches_nothing(open_trial, files, missing):
    page = open_trial(prepare=lambda page: page.add_init_script(missing))
    failed = settled(page, "start")
    assert (failed["kind"], failed["message"]) == (
        "no-wasm",
        text("browser_runtime.failed.no_wasm"),
    )
    assert not [url for url in page.requested if url.endswith(tuple(files))]
    assert page.evaluate("runtime.state") == "failed"


def test_too_little_memory_is_told_so(open_trial, trial):
    full = """const own = WebAssembly.instantiate
      WebAssembly.instantiate = async (module, imports) => {
        if (imports) throw new RangeError("no room")
        return own(module)
      }
      """

    def worker(route):
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        route.fulfill(body=full + (trial / name).read_text(encoding="utf-8"))

    page = open_trial(prepare=lambda page: page.route("**/worker-*.js", worker))
    assert settled(page, "start")["kind"] == "memory"


@pytest.mark.parametrize("file", ["worker-", "wasm-", "engine-"])
def test_a_file_that_is_not_there_is_told_and_the_next_start_tries_again(open_trial, file, solved):
    page = open_trial()
    page.route(f"**/{file}*", lambda route: route.fulfill(status=404))
    failed = settled(page, "start")
    assert failed["kind"] == "absent"
    assert f"/{file}" in failed["detail"]
    assert told(page)[-1] == ["failed", None]
    page.unroute(f"**/{file}*")
    assert report(page, solved[LAB])["status"] == "pass"


def test_offline_is_told_and_the_next_check_tries_again(open_trial, solved):
    page = open_trial()
    page.context.set_offline(True)
    failed = settled(page, "check", solved[LAB])
    assert (failed["kind"], failed["message"]) == (
        "offline",
        text("browser_runtime.failed.offline"),
    )
    page.context.set_offline(False)
    assert report(page, solved[LAB])["status"] == "pass"


def test_a_page_that_is_older_than_the_site_takes_the_new_names(open_trial, trial, solved):
    """`mkdocs serve` builds again while the page is open."""
    manifest = (trial / "manifest.json").read_text(encoding="utf-8")
    older = re.sub(r"engine-\w+\.z", "engine-0ld.z", manifest)
    answers = [older]

    def answer(route):
        route.fulfill(body=answers.pop() if answers else manifest)

    page = open_trial(prepare=lambda page: page.route("**/manifest.json", answer))
    assert report(page, solved[LAB])["status"] == "pass"


def test_a_site_that_is_being_prepared_is_waited_for(open_trial, trial, solved):
    manifest = (trial / "manifest.json").read_text(encoding="utf-8")
    early = json.loads(manifest) | {"state": "preparing", "step": "Baking", "runtime": None}
    answers = [manifest, json.dumps(early), json.dumps(early)]

    def answer(route):
        route.fulfill(body=answers.pop() if len(answers) > 1 else manifest)

    page = open_trial(prepare=lambda page: page.route("**/manifest.json", answer))
    assert report(page, solved[LAB])["status"] == "pass"
    assert ["loading", "Baking"] in told(page)


# Checks


def test_an_endless_loop_has_the_terminal_s_report_and_the_next_check_needs_no_network(
    open_trial, in_terminal, short_lab, solved
):
    # On one line: where in a loop the limit finds a program is chance.
    code = CONSUMER.format(receive="while True: text_data = None")
    page = open_trial()
    settled(page, "start")
    page.context.set_offline(True)
    found = settled(page, "check", with_consumer(short_lab, solved[LAB], code))["value"]
    assert found["report"]["status"] == "timeout"
    task = found["report"]["tasks"][1]
    assert task["got"] == text("check.time_limit_at", limit=SHORT, where=task["where"])
    terminal = in_terminal(short_lab, code)
    assert differences(short_lab, terminal, found["report"], same_python=False) == []
    again = settled(page, "check", solved[LAB])["value"]
    assert again["report"]["status"] == "pass"
    assert found["digests"]["tree"] != again["digests"]["tree"]
    assert len(found["digests"]["lab"]) == 64


BROKEN = {
    "the interpreter is ended": CONSUMER.format(receive="import os; os._exit(3)"),
    "sys.exit": CONSUMER.format(receive="import sys; sys.exit(3)"),
    "a syntax error": "def receive(:\n",
    "an exception": CONSUMER.format(receive="self.scope['no such key']"),
    "a wait without an end": CONSUMER.replace("WebsocketC", "AsyncWebsocketC")
    .replace("    def", "    async def")
    .replace("self.accept", "await self.accept")
    .format(receive="import asyncio; await asyncio.Event().wait()"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_program_has_the_terminal_s_report(warm, in_terminal, lab, solved, name):
    code = BROKEN[name]
    here = report(warm, with_consumer(lab, solved[LAB], code))
    found = differences(lab, in_terminal(lab, code), here, same_python=False)
    # asyncio tells of a task that nobody asked when that task is collected, sooner or later.
    assert [one for one in found if "Task exception was never retrieved" not in one] == []
    assert report(warm, solved[LAB])["status"] == "pass"


def test_a_recursion_without_an_end_is_an_exception(warm, lab, solved):
    code = CONSUMER.format(receive="self.receive(text_data)")
    task = report(warm, with_consumer(lab, solved[LAB], code))["tasks"][1]
    assert task["got"].startswith("RecursionError")
    assert report(warm, solved[LAB])["status"] == "pass"


def test_megabytes_of_output_are_cut_and_do_no_harm(warm, lab, solved):
    code = CONSUMER.format(receive="print('x' * 30_000_000)\n        raise ValueError")
    found = settled(warm, "check", with_consumer(lab, solved[LAB], code))["value"]
    assert found["report"]["tasks"][1]["got"].startswith("ValueError")
    assert len(json.dumps(found)) < 100_000
    assert report(warm, solved[LAB])["status"] == "pass"


def test_a_worker_that_breaks_is_replaced(warm, solved):
    warm.workers[0].evaluate("() => { setTimeout(() => { throw new Error('broken') }) }")
    warm.wait_for_function("runtime.state !== 'ready'")
    assert report(warm, solved[LAB])["status"] == "pass"
    assert len(warm.workers) == 1


def test_what_a_check_does_is_heard_as_it_happens(warm, solved):
    heard = warm.evaluate(
        """async job => {
          const heard = []
          const hears = Object.fromEntries(["started", "step", "event", "finished"].map(
            name => [name, one => heard.push([name, one])]))
          await runtime.check(job, hears)
          return heard
        }""",
        solved[LAB],
    )
    kinds = [kind for kind, _ in heard]
    assert [kinds[0], kinds[-1], kinds.count("finished")] == ["started", "finished", 4]
    assert ["event", {"who": "A", "kind": "websocket.connect", "direction": "in"}] in heard
    assert all(set(step) == {"did", "expected"} for kind, step in heard if kind == "step")


def test_of_a_lab_s_checks_that_wait_the_newest_is_run(warm, solved):
    outcomes = warm.evaluate(
        """jobs => Promise.all(jobs.map(job =>
          runtime.check(job).then(({report}) => report.lab, ({kind}) => kind)))""",
        [solved[LAB], solved["02_asgi_http"], solved[LAB], solved["02_asgi_http"]],
    )
    assert outcomes == ["replaced", "replaced", LAB, "02_asgi_http"]


def test_a_limit_that_comes_late_gives_the_time_again(open_trial):
    """A computer that slept, or a hidden page, says nothing about the learner's program."""
    page = open_trial(prepare=lambda page: page.clock.install())
    page.evaluate("() => { window.over = 0; client.limited(2, () => { over += 1 }) }")
    page.clock.fast_forward(60_000)
    page.clock.run_for(1000)
    assert page.evaluate("over") == 0
    page.clock.run_for(1500)
    assert page.evaluate("over") == 1
