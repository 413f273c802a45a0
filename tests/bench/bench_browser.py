"""How long the labs in the browser take, in headless Chromium, beside a stock Pyodide.

    python tests/bench/bench_browser.py [RUNS] [LAB …]

Each run is a new browser with an empty cache, and a server on this computer. "stock" is the npm
package as it is, in a module worker of its own: until `loadPyodide()` has ended, so the interpreter
alone. "ours" begins with the learner's first click. RUNS (5 if none are named) of the two take
turns; the figures are medians, in milliseconds. Then come the later checks, a lab's solution each
time, and an endless loop: from the end of its limit until the next interpreter is ready.
"""

import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from gateway_labs.lab.format import load_course
from gateway_labs.lab.tree import end_tree
from gateway_labs.vendor.npm import fetch_packages
from gateway_labs.vendor.prepare import cache_of

ROOT = Path(__file__).resolve().parents[2]
FIRST = ("05_echo_consumer", "01_wsgi_app")
LATER = 7
LOOP_IN = "05_echo_consumer"
LOOP = """from channels.generic.websocket import WebsocketConsumer

class ChatConsumer(WebsocketConsumer):
    def connect(self):
        while True:
            pass
"""
STOCK_PAGE = """<!doctype html><title>stock</title><link rel="icon" href="data:,">"""
STOCK_WORKER = """import {loadPyodide} from "./pyodide/pyodide.mjs"
await loadPyodide()
postMessage("ready")
"""
STOCK = """() => new Promise((resolve, reject) => {
  const begun = performance.now()
  const worker = new Worker("worker.js", {type: "module"})
  worker.onerror = event => reject(new Error(event.message))
  worker.onmessage = () => resolve(performance.now() - begun)
})"""
FIRST_CHECK = """async job => {
  const begun = performance.now()
  await runtime.start()
  const ready = performance.now() - begun
  const {report} = await runtime.check(job)
  return {status: report.status, ready, verdict: performance.now() - begun}
}"""
LATER_CHECK = """async job => {
  const begun = performance.now()
  const {report} = await runtime.check(job)
  const time = performance.now() - begun
  await new Promise(done => setTimeout(done, 300))
  return {status: report.status, time}
}"""
AFTER_A_LOOP = """async job => {
  const {report} = await runtime.check(job)
  const begun = performance.now()
  await runtime.start()
  return {status: report.status, time: performance.now() - begun}
}"""


def main(runs: int, wanted: list[str]) -> None:
    tools, trial = _browser_tests("conftest"), _browser_tests("trial")
    course = load_course(ROOT)
    jobs = {lab.id: trial.job_of(lab, end_tree(course, lab)) for lab in course.labs}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        stock, ours = _stock(Path(name) / "stock"), trial.trial_site(Path(name) / "ours")
        bench = Bench(playwright, tools)
        with tools.served(stock, "/") as stock_at, tools.served(ours, "/") as ours_at:
            print(f"{os.cpu_count()} cores, medians of {runs}, milliseconds")
            alone = bench.cold(runs, stock_at, ours_at, {lab: jobs[lab] for lab in FIRST})
            bench.later(ours_at, {lab: job for lab, job in jobs.items() if _is_wanted(lab, wanted)})
            loop = jobs[LOOP_IN] | {"tree": jobs[LOOP_IN]["tree"] | {"chat/consumers.py": LOOP}}
            bench.loop(ours_at, loop, alone)


class Bench:
    def __init__(self, playwright, tools) -> None:
        self.playwright, self.tools = playwright, tools
        self.found = next(filter(None, map(shutil.which, tools.NAMES)), None)

    @contextmanager
    def page(self, address: str) -> Iterator[Page]:
        """A page in a browser of its own, so that nothing is in a cache."""
        browser = self.playwright.chromium.launch(executable_path=self.found, args=self.tools.FLAGS)
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()

    @contextmanager
    def trial(self, address: str) -> Iterator[Page]:
        with self.page(address) as page:
            page.wait_for_function("window.runtime")
            yield page

    def cold(self, runs: int, stock_at: str, ours_at: str, jobs: dict[str, dict]) -> float:
        stock, ready = [], []
        verdicts: dict[str, list[float]] = {lab: [] for lab in jobs}
        for _ in range(runs):
            with self.page(stock_at) as page:
                stock.append(page.evaluate(STOCK))
            for lab, job in jobs.items():
                with self.trial(ours_at) as page:
                    result = _passed(lab, page.evaluate(FIRST_CHECK, job))
                    served = page.evaluate("manifest.runtime.bytes")
                    ready.append(result["ready"])
                    verdicts[lab].append(result["verdict"])
        alone = statistics.median(stock)
        _row("stock Pyodide alone, ready", stock)
        _row("ours, ready", ready, alone)
        for lab, times in verdicts.items():
            _row(f"ours, first verdict of {lab}", times, alone)
        print(f"{'ours, bytes of the runtime as served':44} {served:9,}")
        return alone

    def later(self, address: str, jobs: dict[str, dict]) -> None:
        with self.trial(address) as page:
            page.evaluate("runtime.start()")
            for lab, job in jobs.items():
                page.evaluate(LATER_CHECK, job)
                done = [_passed(lab, page.evaluate(LATER_CHECK, job)) for _ in range(LATER)]
                _row(f"a later check of {lab}", [one["time"] for one in done])

    def loop(self, address: str, job: dict, alone: float) -> None:
        with self.trial(address) as page:
            page.evaluate("runtime.start()")
            done = [page.evaluate(AFTER_A_LOOP, job) for _ in range(3)]
        assert {one["status"] for one in done} == {"timeout"}, done
        _row("an endless loop's end, to the next one ready", [one["time"] for one in done], alone)


def _stock(folder: Path) -> Path:
    folder.mkdir()
    modules = fetch_packages(cache_of(ROOT / ".cache/gateway_labs"), lambda *told: None)
    shutil.copytree(modules / "pyodide", folder / "pyodide")
    (folder / "index.html").write_text(STOCK_PAGE, encoding="utf-8")
    (folder / "worker.js").write_text(STOCK_WORKER, encoding="utf-8")
    return folder


def _is_wanted(lab: str, wanted: list[str]) -> bool:
    return not wanted or any(lab.startswith(part) for part in wanted)


def _passed(lab: str, result: dict) -> dict:
    if result["status"] != "pass":
        raise SystemExit(f"{lab}: the solution's report is {result['status']!r}, not 'pass'")
    return result


def _row(name: str, times: list[float], alone: float | None = None) -> None:
    middle = statistics.median(times)
    ratio = f"  {middle / alone:.2f} of stock" if alone else ""
    print(f"{name:44} {middle:9,.0f}  ({min(times):,.0f} to {max(times):,.0f}){ratio}", flush=True)


def _browser_tests(name: str):
    """A module of tests/browser."""
    path = ROOT / "tests" / "browser" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"browser_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:])
