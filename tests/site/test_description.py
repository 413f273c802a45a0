"""A page's description is how the page begins."""

from gateway_labs.site.description import LONGEST, description_of


def test_first_paragraph_without_its_markup():
    html = "<h1>T</h1>\n<p>The <code>a &lt; b</code>\nof <a href='x'>it</a>.</p><p>More</p>"
    assert description_of(html) == "The a < b of it."


def test_long_paragraph_ends_after_a_sentence():
    assert description_of(f"<p>One is short. {'Two ' * 60}.</p>") == "One is short."


def test_long_sentence_ends_after_a_word():
    found = description_of(f"<p>{'word ' * 60}</p>")
    assert found.endswith("word …")
    assert len(found) <= LONGEST + 2


def test_page_without_a_paragraph_has_none():
    assert description_of("<h1>T</h1>") == ""
