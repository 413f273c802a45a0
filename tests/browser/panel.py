"""A person's hands and eyes at a lab's panel, for the tests."""

from gateway_labs.strings import text

LAB = "labs/05_echo_consumer/"
FILE = "chat/consumers.py"
CODE = ".gl-panel .cm-content"
BUSY = ".gl-actions[data-busy]"
CHECK_LIMIT = 60_000
"""Milliseconds; a first check takes the interpreter's start with it."""

SCHEMES = {"light": "default", "dark": "slate"}


class Panel:
    """What a person does with the panel."""

    def __init__(self, page):
        self.page = page
        page.wait_for_selector(CODE)

    def press(self, name, **options):
        self.page.locator(".gl-panel").get_by_role("button", name=name, **options).click()

    def part(self, key):
        name = text(f"browser_panel.parts.{key}")
        self.page.get_by_role("tab", name=name, exact=True).click()

    def open(self, path):
        self.page.locator(f".gl-files .gl-tab[title^='{path}']").click()

    def write(self, code, path=None):
        """Replace the text of a file by pasting."""
        if path:
            self.open(path)
        self.page.locator(CODE).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    @property
    def code(self):
        """The text in the editor, as it is drawn."""
        lines = self.page.locator(f"{CODE} .cm-line").all_inner_texts()
        return "\n".join(line.replace("\u200b", "").rstrip("\n") for line in lines)

    def kept(self, path=FILE):
        """What the store has of a file, once nothing more is to be written."""
        self.page.wait_for_timeout(400)
        return self.page.evaluate(
            "path => localStorage[Object.keys(localStorage).find(key => key.endsWith(path))]", path
        )

    def check(self):
        """Press Check and wait for the report."""
        self.press(text("browser_panel.check.check"))
        self.wait()

    def wait(self):
        self.page.wait_for_selector(f".gl-panel:not(:has({BUSY}))", timeout=CHECK_LIMIT)
        self.page.wait_for_selector(".gl-report")

    @property
    def verdict(self):
        return self.page.locator(".gl-verdicts .gl-verdict").inner_text()

    def fields(self, box=".gl-verdicts"):
        """The report as pairs of a label and its text."""
        labels = self.page.locator(f"{box} dt").all_inner_texts()
        return list(zip(labels, self.page.locator(f"{box} dd").all_inner_texts(), strict=True))

    def faults_for_axe(self, axe):
        """What axe finds in the panel, in both schemes: [(scheme, rule, element)]."""
        found = []
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_selector(f"body[data-md-color-scheme={SCHEMES[scheme]}]")
            self.page.wait_for_timeout(400)  # Colours fade.
            rules = axe.run(self.page, context=".gl-panel").response["violations"]
            found += [(scheme, rule["id"], rule["nodes"][0]["html"]) for rule in rules]
        return found
