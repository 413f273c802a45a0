"""A real browser, and the built site on a server of its own."""

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "no Chromium was found. Install your system's package (Debian: apt-get install chromium), "
    "or run `playwright install chromium`"
)


def missing(reason: str) -> None:
    """Skip, since a learner may have no such browser; in CI, where a skip hides a fault, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium. For one module only: while it lives, no event loop can run in this thread."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install -e .[test]")
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path)
        if not Path(found).is_file():
            missing(HOW)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve():
    """`with serve(folder, "/a/folder/") as address`: a folder on a server of its own."""
    return served


@pytest.fixture
def axe():
    """axe-core: `axe.run(page).response["violations"]`."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe-playwright-python is not installed: pip install -e .[test]")
    return Axe()


@pytest.fixture(scope="session")
def site_address(built_site) -> Iterator[str]:
    """The address of the built site, below a folder, as it is on many hosts. It ends in "/"."""
    with served(built_site, "/a/folder/") as address:
        yield address


@contextmanager
def served(folder: Path, mount: str) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(folder, mount))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{mount}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(folder: Path, mount: str) -> type[http.server.SimpleHTTPRequestHandler]:
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def translate_path(self, path: str) -> str:
            inside = path[len(mount) - 1 :] if path.startswith(mount) else "/not-there"
            return super().translate_path(inside)

        def log_message(self, *args) -> None:
            pass

    return Handler


@pytest.fixture
def open_page(browser, site_address):
    """`open_page("guide/wsgi/", width=390)`: a page in a new context, and what it asked for."""
    contexts = []

    def open_one(path: str, width: int = 1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.requested = []
        page.faults = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(site_address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def page_paths(built_site) -> list[str]:
    """The path of each page, as it stands in an address."""
    found = [path.relative_to(built_site).as_posix() for path in built_site.rglob("index.html")]
    return sorted(path.removesuffix("index.html") for path in found)


@pytest.fixture(scope="session")
def trial(tmp_path_factory) -> Path:
    """A site with the labs' runtime and its client alone (trial.py)."""
    from .trial import trial_site

    return trial_site(tmp_path_factory.mktemp("trial") / "site")


@pytest.fixture(scope="session")
def trial_address(trial) -> Iterator[str]:
    with served(trial, "/some/folder/") as address:
        yield address


@pytest.fixture
def open_trial(browser, trial_address):
    """`open_trial()`: the page in a new context. At the end, no page has had a fault."""
    contexts, pages = [], []

    def opened(context=None, prepare=lambda page: None):
        if context is None:
            context = browser.new_context()
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        pages.append(page)
        page.requested, page.faults = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        prepare(page)
        page.goto(trial_address)
        page.wait_for_function("window.runtime")
        return page

    yield opened
    faults = [fault for page in pages for fault in page.faults]
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def warm(browser, trial_address):
    """A page whose runtime is ready, for the tests that leave it so."""
    from .trial import settled

    context = browser.new_context()
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(trial_address)
    page.wait_for_function("window.runtime")
    assert settled(page, "start") == {"value": None}
    yield page
    assert page.faults == []
    context.close()
