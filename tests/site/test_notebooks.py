"""Notebooks: what the cache depends on, what a failing cell says, and how a page looks."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from gateway_labs.errors import CourseError
from gateway_labs.site import notebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(ROOT.glob("docs/notebooks/*.py"))

PAGE = """\
# %% [markdown]
# # A page
#
# See [home](../index.md).
#
# ## First part
#
# Words about pelicans.

# %%
import asyncio
await asyncio.sleep(0)
print("<printed> & shown")

# %%
silent = 1

# %% [markdown]
# ## Second part { #second }

# %%
{"value": silent}
"""
CONFIG = """\
site_name: Test
theme: {name: material, font: false}
plugins: [search, {gateway-notebooks: {cell_seconds: 30}}]
extra_css: [assets/css/notebooks.css]
markdown_extensions: [attr_list, toc]
"""


@pytest.fixture
def project(tmp_path):
    """A site of one page and one notebook; `project / "mkdocs.yml"` builds it."""
    (tmp_path / "docs/notebooks").mkdir(parents=True)
    (tmp_path / "docs/index.md").write_text("# Home\n\n[One](notebooks/one.py#second)\n")
    (tmp_path / "docs/notebooks/one.py").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


@pytest.fixture
def notebook(project):
    return project / "docs/notebooks/one.py"


def with_cell(notebook, code):
    """Write `code` as the body of the cell under "First part"."""
    notebook.write_text(PAGE.replace("silent = 1", f"silent = 1\n{code}"))


def build_site(project):
    build(load_config(str(project / "mkdocs.yml"), strict=True))
    return project / "site"


# What the cache depends on


def test_names_come_from_every_kind_of_import():
    source = "import a.b\nfrom c import d\nasync def f():\n    import e\nawait f()"
    assert notebooks.imported_names(source) == {"a.b", "c", "c.d", "e"}


def test_text_that_does_not_parse_imports_nothing():
    assert notebooks.imported_names("def (:") == set()


@pytest.fixture
def imports(project, notebook):
    """The notebook imports snippets.first, which imports snippets.second."""
    snippets = project / "snippets"
    snippets.mkdir()
    (snippets / "first.py").write_text("from snippets.second import x\n")
    (snippets / "second.py").write_text("x = 1\n")
    (snippets / "other.py").write_text("x = 2\n")
    with_cell(notebook, "from snippets import first")
    return snippets


def test_imports_are_followed_through_the_repository(project, notebook, imports):
    found = notebooks.repository_imports(notebook, project)
    assert [path.name for path in found] == ["first.py", "second.py"]


def test_key_changes_with_text_imports_and_versions_and_with_nothing_else(
    project, notebook, imports, monkeypatch
):
    def key():
        return notebooks.cache_key(notebook, project)

    first = key()
    (imports / "other.py").write_text("x = 3\n")
    assert key() == first
    (imports / "second.py").write_text("x = 2\n")
    second = key()
    notebook.write_text(notebook.read_text() + "\n# more\n")
    third = key()
    monkeypatch.setattr(notebooks, "version", lambda name: "99" if name == "django" else "1")
    assert len({first, second, third, key()}) == 4


def test_versions_name_what_runs_and_what_renders():
    text = "\n".join(notebooks.package_versions())
    names = ("python", "django", "channels", "asgiref", "nbconvert", "mkdocs-jupyter", "jupytext")
    assert all(re.search(rf"^{name} .*\d", text, re.MULTILINE) for name in names), text


@pytest.fixture
def runs(monkeypatch):
    """Notebooks that were run, in order; running is replaced."""
    from gateway_labs.site import notebook_run

    seen = []

    def run(notebook, root, seconds):
        seen.append(notebook.name)
        return (("markdown", "# T"), ("html", "<p>cell</p>"))

    monkeypatch.setattr(notebook_run, "run", run)
    return seen


def test_a_notebook_runs_once_until_it_changes(project, notebook, runs):
    cache = project / "cache"
    first = notebooks.render(notebook, project, cache, 3)
    assert notebooks.render(notebook, project, cache, 3) == first
    assert runs == ["one.py"]
    with_cell(notebook, "x = 2")
    notebooks.render(notebook, project, cache, 3)
    assert runs == ["one.py"] * 2


def test_a_damaged_entry_is_made_again(project, notebook, runs):
    cache = project / "cache"
    notebooks.render(notebook, project, cache, 3)
    for entry in cache.glob("*.json"):
        entry.write_text('{"cells": [1]}')
    assert notebooks.render(notebook, project, cache, 3).cells[0] == ("markdown", "# T")
    assert len(runs) == 2


def test_old_entries_are_dropped(project, notebook, runs):
    cache = project / "cache"
    for number in range(notebooks.KEPT_PER_NOTEBOOK + 3):
        with_cell(notebook, f"x = {number}")
        notebooks.render(notebook, project, cache, 3)
    assert len(list(cache.iterdir())) == notebooks.KEPT_PER_NOTEBOOK


def test_prose_and_cells_meet_in_order():
    rendered = notebooks.Rendered((("markdown", "a"), ("html", "<b>1</b>"), ("markdown", "z")))
    assert rendered.fill(rendered.markdown()) == "a\n\n<b>1</b>\n\nz\n"


# A build


class Loads(HTMLParser):
    """What a page makes the browser fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "link" and attrs.get("rel") not in ("canonical", "next", "prev", "alternate"):
            self.found.append(attrs.get("href"))
        elif tag in ("script", "img", "iframe", "source", "video", "object"):
            self.found.append(attrs.get("src") or attrs.get("data"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The test project, built."""
    project = tmp_path_factory.mktemp("project")
    (project / "docs/notebooks").mkdir(parents=True)
    (project / "docs/index.md").write_text("# Home\n\n[One](notebooks/one.py#second)\n")
    (project / "docs/notebooks/one.py").write_text(PAGE)
    (project / "mkdocs.yml").write_text(CONFIG)
    return build_site(project)


@pytest.fixture(scope="module")
def html(site):
    return (site / "notebooks/one/index.html").read_text()


def test_page_shows_code_and_its_output(html):
    assert '<div class="language-python highlight"><pre><code>' in html
    assert "<pre>&lt;printed&gt; &amp; shown\n</pre>" in html
    assert "<pre>{'value': 1}</pre>" in html
    assert html.count('aria-label="Output"') == 2


def test_page_is_small_and_shares_one_style_file(html):
    assert "jp-Cell" not in html
    assert "<style" not in html.partition("<article")[2]
    assert len(html) < 60_000
    assert html.count("assets/css/notebooks.css") == 1
    assert "assets/css/notebooks.css" in (ROOT / "mkdocs.yml").read_text()


def test_page_loads_nothing_from_another_host(html):
    loads = Loads()
    loads.feed(html)
    assert any(url and url.endswith(".css") for url in loads.found)
    assert [url for url in loads.found if url and "//" in url] == []


def test_headings_are_in_contents_and_search_and_links_are_resolved(site, html):
    index = json.loads((site / "search/search_index.json").read_text())
    places = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert "pelicans" in places["notebooks/one/#first-part"]
    assert "printed" in places["notebooks/one/#first-part"]
    assert 'href="#second" class="md-nav__link"' in html
    assert 'href="../../"' in html
    assert 'href="notebooks/one/#second"' in (site / "index.html").read_text()


def test_warm_build_imports_no_jupyter(site):
    code = (
        "import sys\n"
        "from mkdocs.commands.build import build\n"
        "from mkdocs.config import load_config\n"
        f"build(load_config({str(site.parent / 'mkdocs.yml')!r}))\n"
        "heavy = ('jupytext', 'nbconvert', 'nbclient', 'mkdocs_jupyter', 'IPython', 'bs4')\n"
        "sys.exit([name for name in heavy if name in sys.modules] or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_failing_cell_fails_the_build_and_says_where(project, notebook, caplog):
    with_cell(notebook, "1 / 0")
    with pytest.raises(Abort):
        build_site(project)
    first, *rest = caplog.records[-1].getMessage().splitlines()
    place = Path("docs/notebooks/one.py")
    assert first == (
        f"{place}:16: code cell 2, under 'First part', raised ZeroDivisionError: division by zero"
    )
    assert "----> 2 1 / 0" in "\n".join(rest)
    assert not list(project.rglob("*.json"))


def test_readers_copy_of_a_notebook_stays_out_of_the_site(project, notebook, runs):
    notebook.with_suffix(".ipynb").write_text("{}")
    (project / "docs/other.ipynb").write_text("{}")
    site = build_site(project)
    assert [path.name for path in site.rglob("*.ipynb")] == ["other.ipynb"]


# Running


def run(notebook, root, seconds=30):
    from gateway_labs.site import notebook_run

    return notebook_run.run(notebook, root, seconds)


@pytest.mark.parametrize(
    ("code", "seconds", "message"),
    [
        ("while True: pass", 4, "ran for more than 4 seconds"),
        ("import os; os._exit(3)", 30, "ended its interpreter"),
        ("print(object())", 30, r"printed '0x\w+', which differs from build to build"),
    ],
)
def test_other_failures_name_the_cell_too(project, notebook, code, seconds, message):
    with_cell(notebook, code)
    with pytest.raises(CourseError, match=rf"one\.py:16: code cell 2, .* {message}"):
        run(notebook, project, seconds)


@pytest.mark.parametrize("content", [b"", b"# %%\n", b"# %%\n'\xff'\n"])
def test_a_file_that_is_no_notebook_is_named(project, notebook, content):
    notebook.write_bytes(content)
    with pytest.raises(CourseError, match=r"one\.py: expected a jupytext percent notebook"):
        notebooks.render(notebook, project, project / "cache", 3)


def test_kernel_is_this_interpreter_whatever_is_installed(project, notebook, monkeypatch):
    spec = project / "jupyter/kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["no-such-program"], "display_name": "x", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(project / "jupyter"))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "not.there")
    lines = ["import os, sys", f"print(sys.executable == {sys.executable!r})"]
    lines.append("print(os.environ.get('DJANGO_SETTINGS_MODULE'))")
    with_cell(notebook, "\n".join(lines))
    assert "True\nNone\n" in "".join(text for _, text in run(notebook, project))


@pytest.mark.parametrize("end", ["", "1 / 0", "while True: pass"])
def test_kernel_is_gone_afterwards(project, notebook, end):
    seconds = 4 if end.startswith("while") else 30
    with_cell(notebook, f"import os; open('pid', 'w').write(str(os.getpid()))\n{end}")
    if end:
        with pytest.raises(CourseError):
            run(notebook, project, seconds)
    else:
        run(notebook, project, seconds)
    pid = int((notebook.parent / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


# The project's own notebooks

FACTS = {
    "wsgi_by_hand": [
        "returned: HttpResponse",
        "signal: request_started\nthe application has returned\nthe body is read\n"
        "signal: request_finished",
        "Iterator yielded non-bytestring",
        "made b'one'\n  close() was called",
    ],
    "asgi_by_hand": [
        "Django can only handle ASGI/HTTP connections, not websocket.",
        "Django can only handle ASGI/HTTP connections, not lifespan.",
        "view: cancelled\nserver: the application has returned. Messages: 0",
        "application: received http.disconnect",
    ],
    "middleware_onion": [
        "built: inner\nbuilt: middle\nbuilt: outer",
        "catching: got a response with status 403",
        "async_layer    event loop's thread\nsync_layer     executor thread 1\n"
        "both_layer     event loop's thread (as async)\nsync_view      executor thread 1",
        "both_layer     server's thread (as sync)\nasync_view     executor thread 1",
    ],
}


def test_each_notebook_has_its_facts():
    assert {path.stem for path in NOTEBOOKS} == set(FACTS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_shows_its_facts_and_the_same_each_time(path):
    from html import unescape

    first = run(path, ROOT)
    text = unescape(re.sub(r"<[^>]+>", "", "".join(text for kind, text in first)))
    assert [fact for fact in FACTS[path.stem] if fact not in text] == []
    assert 'class="notebook-stderr"' not in "".join(text for kind, text in first)
    assert run(path, ROOT) == first


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_tells_how_to_open_it(path):
    source = path.relative_to(ROOT).as_posix()
    text = path.read_text()
    assert f"# jupytext --to notebook {source}\n" in text
    assert f"# jupyter lab {source.removesuffix('.py')}.ipynb\n" in text
    ignored = ["git", "check-ignore", "-q", f"docs/notebooks/{path.stem}.ipynb"]
    assert subprocess.run(ignored, cwd=ROOT).returncode == 0
    assert text.count("**Try it.**") >= 4
