"""The walkthrough engine on made-up packages, and our walkthroughs on the installed Django."""

import re
from pathlib import Path

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.site.installed_source import Library, SourceNotFound, find, installed_django
from gateway_labs.site.walkthrough import add_note_anchors, expand, expand_page

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "walkthroughs").glob("*.md"))

MODULE = '''"""A module."""

# How many.
LIMIT = 3


class Handler:
    """A handler."""

    size = 2

    @property
    def name(self):
        return "name"

    async def handle(self, x):
        """
        In a docstring.
        """
        total = x + \\
            1
        text = ("one"
                "two")
        # Wait (1) here.
        await self.wait()
        await self.wait(total, text)  # twice

        def inner():
            return total

        return inner


if LIMIT:
    def late():
        return 1
'''

NOTE = """
[[note]]
id = "{id}"
object = "{object}"
anchor = '{anchor}'
text = '''{text}'''
{more}
"""


@pytest.fixture
def library(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "pkg" / "mod.py").write_text(MODULE, encoding="utf-8")
    return Library(
        title="Pkg",
        package="pkg",
        version="6.0.2",
        root=tmp_path,
        url="https://example.org/{version}/{path}#L{first}-L{last}",
        licence_name="BSD-3-Clause",
        licence_text="Copyright (c) Somebody",
    )


def note(anchor, object="pkg.mod.Handler.handle", id="n", text="Why.", more=""):
    return NOTE.format(id=id, object=object, anchor=anchor, text=text, more=more)


PAGE = "# Title\n\n::: source pkg.mod.Handler.handle\n"


def problems(library, toml="", page=PAGE):
    with pytest.raises(CourseError) as error:
        expand("docs/page.md", page, toml, library)
    return str(error.value)


# -- finding an object -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part", "first", "last"),
    [
        ("pkg.mod.LIMIT", None, "# How many.", "LIMIT = 3"),
        ("pkg.mod.Handler.size", None, "size = 2", "size = 2"),
        ("pkg.mod.Handler.name", None, "@property", 'return "name"'),
        ("pkg.mod.Handler", "head", "class Handler:", "size = 2"),
        ("pkg.mod.Handler", None, "class Handler:", "return inner"),
        ("pkg.mod.Handler.handle.inner", None, "def inner():", "return total"),
        ("pkg.mod.late", None, "def late():", "return 1"),
        ("pkg.mod", None, '"""A module."""', "return 1"),
    ],
)
def test_an_object_is_found_by_its_dotted_name(library, name, part, first, last):
    lines = find(library, name, part).lines
    assert (lines[0].strip(), lines[-1].strip()) == (first, last)


def test_a_package_is_never_imported(library):
    (library.root / "pkg" / "__init__.py").write_text("raise RuntimeError", encoding="utf-8")
    assert find(library, "pkg.mod.LIMIT").first == 3


@pytest.mark.parametrize("name", ["pkg.mod.Handler.gone", "pkg.gone.x", "other.mod.x"])
def test_an_unknown_object_is_named(library, name):
    with pytest.raises(SourceNotFound, match=r"Pkg 6\.0\.2 has no"):
        find(library, name)


# -- the block -------------------------------------------------------------------------------------


def test_a_directive_becomes_a_block_with_real_numbers_title_and_link(library):
    text = expand("docs/page.md", PAGE, "", library).markdown
    assert 'linenums="16"' in text
    assert 'title="Handler.handle · pkg/mod.py · Pkg 6.0.2"' in text
    assert "https://example.org/6.0.2/pkg/mod.py#L16-L31" in text
    assert "\nasync def handle(self, x):\n" in text  # without the class's indentation


def test_a_page_that_shows_code_names_the_package_and_carries_its_licence(library):
    text = expand("docs/page.md", PAGE, "", library).markdown
    assert "Pkg 6.0.2" in text
    assert "BSD-3-Clause" in text
    assert "    Copyright (c) Somebody" in text
    assert "BSD" not in expand("docs/page.md", "# No code", "", library).markdown


def test_notes_are_numbered_in_the_order_of_their_lines(library):
    toml = note("return total", id="b", text="Second.") + note("text = (", id="a", text="First.")
    expanded = expand("docs/page.md", PAGE, toml, library)
    assert 'text = ("one"  # (1)!' in expanded.markdown
    assert "return total  # (2)!" in expanded.markdown
    assert expanded.markdown.index("1.  First.") < expanded.markdown.index("2.  Second.")
    assert expanded.blocks == {"source-Handler.handle": ["a", "b"]}


def test_a_comment_that_is_there_stays_and_its_numbers_are_no_markers(library):
    toml = note("# Wait", id="a") + note("wait(total", id="b")
    text = expand("docs/page.md", PAGE, toml, library).markdown
    assert "# Wait (\u20601) here. (1)\n" in text
    assert "# twice (2)\n" in text


def test_a_note_of_several_lines_stays_one_item(library):
    toml = note("return total", text="One.\n\n- two\n- three")
    text = expand("docs/page.md", PAGE, toml, library).markdown
    assert "1.  One.\n\n    - two\n    - three\n" in text


def test_a_note_may_name_an_object_inside_the_shown_one(library):
    toml = note("def inner", object="pkg.mod.Handler.handle.inner")
    page = "::: source pkg.mod.Handler\n"
    assert "def inner():  # (1)!" in expand("docs/page.md", page, toml, library).markdown


def test_each_note_has_an_anchor_in_the_html(library):
    expanded = expand("docs/page.md", PAGE, note("return total", id="why"), library)
    html = '<div id="source-Handler.handle"><code><span class="c1"># (1)!</span></code></pre></div>'
    assert '<span class="c1" id="note-why"># (1)!</span>' in add_note_anchors(html, expanded)
    assert expanded.anchors == ["source-Handler.handle", "note-why"]


def test_a_directive_inside_a_fence_is_text(library):
    page = "```text\n::: source nonsense\n```\n"
    assert expand("docs/page.md", page, "", library).markdown == page


# -- ranges of versions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "shown"), [("6.1", True), ("6.1rc1", True), ("6.0.9", False), ("7.0", True)]
)
def test_prose_code_and_notes_for_a_range_of_versions(library, version, shown):
    library = Library(**{**vars(library), "version": version})
    page = (
        '::: source pkg.mod.LIMIT django=">=6.1"\n'
        '::: versions django=">=6.1"\n## New\n:::\n'
        '::: versions django="<6.1"\n## Old\n:::\n'
    )
    toml = note("LIMIT", object="pkg.mod.LIMIT", more='django = ">=6.1"')
    toml = toml.replace("LIMIT'", "LIMIT = 3'")
    text = expand("docs/page.md", page, toml, library).markdown
    assert ("## New" in text, "LIMIT = 3  # (1)!" in text, "## Old" in text) == (
        shown,
        shown,
        not shown,
    )


def test_notes_for_different_versions_may_share_an_id(library):
    toml = note("return total", more='django = ">=6.1"') + note("text =", more='django = "<6.1"')
    text = expand("docs/page.md", PAGE, toml, library).markdown
    assert "(1)!" in text
    assert "(2)!" not in text


def test_two_notes_of_one_id_that_both_hold_are_an_error(library):
    toml = note("return total", more='django = ">=5"') + note("text =", more='django = "<6.1"')
    assert "more than one note with this id holds" in problems(library, toml)


# -- errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (note("gone"), "found on no line"),
        (note("wait("), "found on 2 lines ("),
        (note("x", object="pkg.mod.Handler.gone"), "has no 'gone'"),
        (note("LIMIT = 3", object="pkg.mod.LIMIT"), "pkg.mod.LIMIT is not shown on the page"),
        (note("In a docstring"), "is inside a string"),
        (note("total = x"), "ends with a backslash"),
        (note("return total", id="a") + note("return tot", id="b"), "make them one note"),
        (note("x", more='colour = "red"'), "unknown key 'colour'"),
        ('[[note]]\nid = "x"\n', "the key 'object' is missing"),
        ("title = 1", "unknown key 'title'"),
        ("[[note]", "is not valid TOML"),
        (note("x", more='django = "new"'), "'new' is not a range of versions"),
        (note("x", id="Upper Case"), "lower-case"),
        (note("x", text=""), "'text' must be a string that is not empty"),
    ],
)
def test_a_wrong_note_fails_with_its_reason(library, toml, message):
    assert message in problems(library, toml)


def test_the_error_names_page_note_anchor_and_version(library):
    text = problems(library, note("gone"))
    for part in ("docs/page.md", "'n'", "'gone'", "Pkg 6.0.2"):
        assert part in text


def test_all_problems_of_a_page_are_in_one_error(library):
    toml = note("gone", id="a") + note("also gone", id="b")
    text = problems(library, toml, PAGE + "::: source pkg.mod.Missing\n::: nonsense\n")
    assert "4 problem(s)" in text
    for part in ("'a'", "'b'", "'Missing'", "unknown directive"):
        assert part in text


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("::: source", "expected one dotted name"),
        ("::: source pkg.mod.LIMIT pkg.mod.late", "expected one dotted name"),
        ('::: source pkg.mod.LIMIT colour="red"', "unknown option colour"),
        ('::: source pkg.mod.LIMIT part="tail"', "only part there is"),
        ('::: source pkg.mod.LIMIT django="x"', "not a range of versions"),
        ("::: source pkg.mod.LIMIT\n::: source pkg.mod.LIMIT", "is shown twice"),
        ("::: versions\n:::", "expected '::: versions django"),
        ('::: versions django=">=5"\ntext', "never closed"),
        ('::: versions django=">=5"\n::: versions django=">=6"\n:::', "inside another"),
        (":::", "closes nothing"),
    ],
)
def test_a_wrong_directive_fails_with_its_reason(library, page, message):
    assert message in problems(library, page=page)


# -- our pages on the installed Django ------------------------------------------------------------


def without_runs(page):
    """The page as it is when its players and frames, which come first, have been put in."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^:::[ \t]*(player|frame)\b.*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_walkthrough_fits_the_installed_django(page):
    django = installed_django()
    expanded = expand_page(page, without_runs(page), django)
    if expanded.blocks:
        assert f"Django {django.version}" in expanded.markdown
        assert "Copyright (c) Django Software Foundation" in expanded.markdown
    assert not re.search(r"^:::", expanded.markdown, re.MULTILINE)


def test_the_handlers_have_notes_enough():
    notes = {page.stem: _count(page) for page in PAGES if page.with_suffix(".toml").is_file()}
    assert {"wsgi_handler", "asgi_handler", "base_handler"} <= notes.keys()
    assert all(count >= 8 for count in notes.values()), notes


def _count(page):
    expanded = expand_page(page, without_runs(page), installed_django())
    return sum(len(notes) for notes in expanded.blocks.values())
