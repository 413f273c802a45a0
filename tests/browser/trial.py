"""A small site with the labs' runtime and the page's client of it, without a panel around it.

`trial_site(folder)` writes the files of the runtime, a manifest, and a page on which the tests call
`runtime` by themselves. What has to be built comes from the cache of `gateway_labs.vendor`.
"""

import json
import shutil
from pathlib import Path

from gateway_labs.lab.format import Lab
from gateway_labs.lab.tree import Tree
from gateway_labs.site.browser_manifest import shown_texts
from gateway_labs.vendor import npm
from gateway_labs.vendor.node import run_node
from gateway_labs.vendor.prepare import cache_of, prepare
from gateway_labs.web import __file__ as web

ROOT = Path(__file__).parents[2]
SOURCES = Path(web).parent / "labs"
BUNDLE = Path(npm.__file__).with_name("bundle.mjs")
PAGE = """<!doctype html>
<html lang="en" data-md-color-scheme="default" data-md-color-primary="custom"
  data-md-color-accent="custom">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trial</title>
<link rel="icon" href="data:,">
<style>
  [data-md-color-scheme="slate"] { --md-default-fg-color: #dfe3ea; --md-default-bg-color: #1e2429 }
  body { background: var(--md-default-bg-color, #fff); color: var(--md-default-fg-color, #1c2426) }
</style>
<link rel="stylesheet" href="site.css">
<link rel="stylesheet" href="panel.css">
<link rel="stylesheet" href="try_it.css">
<main><h1>Trial</h1><div class="gl-panel"><div id="place"></div></div></main>
<script type="module">
  import * as client from "./trial.js"
  const manifestURL = new URL("manifest.json", document.baseURI).href
  const manifest = await (await fetch(manifestURL)).json()
  const runtime = client.sharedRuntime(manifestURL, manifest)
  Object.assign(window, {client, runtime, manifest, told: []})
  runtime.subscribe(one => told.push(one))
</script>
"""


SETTLED = """([work, ...args]) => Promise.race([
  runtime[work](...args).then(
    value => ({value: value ?? null}),
    ({kind, message, detail}) => ({kind, message, detail})),
  new Promise(done => setTimeout(done, 60_000, {kind: "silent"})),
])"""


def trial_site(folder: Path) -> Path:
    cache = cache_of(ROOT / ".cache/gateway_labs")
    prepared = prepare(cache)
    modules = npm.fetch_packages(cache, lambda *told: None)
    (folder / "runtime").mkdir(parents=True)
    files = {}
    for name, made in prepared.runtime.items():
        shutil.copy(made.path, folder / "runtime")
        path = f"runtime/{made.path.name}"
        files[name] = {"path": path, "bytes": made.bytes, "raw": made.raw}
    worker = prepared.bundles["worker.js"].path
    shutil.copy(worker, folder)
    manifest = {
        "state": "ready",
        "worker": worker.name,
        "runtime": {"files": files, "bytes": sum(made["bytes"] for made in files.values())},
        "versions": prepared.versions,
        "texts": shown_texts(),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(ROOT / "docs/assets/css/site.css", folder)
    _client(modules, folder)
    return folder


def _client(modules: Path, folder: Path) -> None:
    """The client of the runtime and the chat clients, as one module."""
    parts = ["runtime/runtime.js", "runtime/limit.js", "try_it/try_it.js"]
    lines = [f"export * from {json.dumps(str(SOURCES / part))}\n" for part in parts]
    entry = folder / "entry/trial.js"
    entry.parent.mkdir()
    entry.write_text("".join(lines), encoding="utf-8")
    entries = [str(entry), str(SOURCES / "try_it/try_it.css"), str(SOURCES / "panel.css")]
    # esbuild keeps the folders that the entries do not share.
    out = folder / "out"
    run_node(BUNDLE, str(modules), str(out), *entries, cwd=folder, limit=60)
    for made in [path for path in out.rglob("*") if path.is_file()]:
        made.rename(folder / made.name)


def job_of(lab: Lab, tree: Tree) -> dict:
    """What the page gives to `runtime.check`."""
    course = {
        f"labs/{lab.id}/{name}": (lab.folder / name).read_text(encoding="utf-8")
        for name in ("lab.toml", "test_lab.py", "run.py")
        if (lab.folder / name).is_file()
    }
    return {
        "lab": lab.id,
        "course": course,
        "tree": {path: data.decode() for path, data in tree.items()},
    }


def settled(page, work, *args):
    """What a promise of the runtime's gives, or how it fails."""
    return page.evaluate(SETTLED, [work, *args])


def report(page, job):
    found = settled(page, "check", job)
    assert "value" in found, found
    return found["value"]["report"]
