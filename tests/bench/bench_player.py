"""How long a step of the player takes, in milliseconds of script, in headless Chromium.

    python tests/bench/bench_player.py [SITE]

SITE is a folder that `mkdocs build` has made (site/ if none is named). The scenario with the most
steps is stepped from its start to its end, then at random. "script" is what the reader's key or
pointer waits for. "with layout" adds what the next frame does before it paints: style, layout, and
to bring the lit line to sight, which the player leaves to that frame.
"""

import importlib.util
import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]

STEPS = """async player => {
  while (!player.columns) await new Promise(done => setTimeout(done, 20))
  const times = {}
  const measure = (kind, at) => {
    const start = performance.now()
    player.seek(at)
    const scripted = performance.now()
    player.reveal()
    player.getBoundingClientRect()
    ;(times[`${kind}, script`] ??= []).push(scripted - start)
    ;(times[`${kind} with layout`] ??= []).push(performance.now() - start)
  }
  let seed = 1
  for (const column of player.columns) {
    player.choose(column.run.gateway)
    const last = column.run.last
    for (let at = 0; at <= last; at++) measure("steps", at)
    for (let jump = 0; jump < 300; jump++) {
      seed = (seed * 16807) % 2147483647
      measure("jumps", seed % (last + 1))
    }
  }
  return times
}"""


def _browser_tests():
    """tests/browser/conftest.py: how a browser is found and a folder served."""
    path = ROOT / "tests" / "browser" / "conftest.py"
    spec = importlib.util.spec_from_file_location("browser_conftest", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _largest(site: Path) -> tuple[str, str]:
    """The scenario with the most steps among those that a page shows, and such a page."""
    sizes = {}
    for path in (site / "assets" / "traces").glob("*.json"):
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"].values()
        sizes[path.stem] = sum(len(run["events"]) for run in runs)
    for scenario in sorted(sizes, key=sizes.get, reverse=True):
        for page in sorted(site.rglob("index.html")):
            if f'<gateway-player scenario="{scenario}"' in page.read_text(encoding="utf-8"):
                return scenario, page.parent.relative_to(site).as_posix() + "/"
    raise SystemExit(f"{site}: no page with a player; run `mkdocs build` first")


def main(site: Path) -> None:
    tools = _browser_tests()
    scenario, page_path = _largest(site)
    with sync_playwright() as playwright, tools.served(site, "/") as address:
        found = next(filter(None, map(tools.shutil.which, tools.NAMES)), None)
        browser = playwright.chromium.launch(executable_path=found, args=tools.FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(address + page_path)
        player = page.locator(f"gateway-player[scenario={scenario}]").first
        player.scroll_into_view_if_needed()
        times = player.evaluate(STEPS)
        browser.close()
    for kind, found in times.items():
        found.sort()
        middle, high = found[len(found) // 2], found[int(len(found) * 0.99)]
        print(
            f"{scenario}: {len(found)} {kind}: median {middle:.1f} ms, "
            f"99 of 100 below {high:.1f} ms, longest {found[-1]:.1f} ms"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site").resolve())
