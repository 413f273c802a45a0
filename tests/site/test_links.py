"""Links of a Markdown text are changed where they are links, and nowhere else."""

import pytest

from gateway_labs.site.links import change_links, is_external


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a](b.md)", "[a](<b.md>)"),
        ('![a](b.svg "title")', '![a](<b.svg> "title")'),
        ("[a](b.md) and [c](d.md#e)", "[a](<b.md>) and [c](<d.md#e>)"),
        ("see [a]\n\n[a]: b.md", "see [a]\n\n[a]: <b.md>"),
        ('<a href="b.md">a</a>', '<a href="<b.md>">a</a>'),
        ("`[a](b.md)` [c](d.md)", "`[a](b.md)` [c](<d.md>)"),
        ("``[a](`b`)`` [c](d.md)", "``[a](`b`)`` [c](<d.md>)"),
        ("```python\nx[0](b)\n```\n[c](d.md)", "```python\nx[0](b)\n```\n[c](<d.md>)"),
        ("    ```\n    [a](b)\n    ```\n", "    ```\n    [a](b)\n    ```\n"),
    ],
)
def test_only_links_change(before, after):
    assert change_links(before, lambda target: f"<{target}>") == after


@pytest.mark.parametrize("target", ["https://a.example/", "mailto:a@b.example", "//a.example/x"])
def test_other_hosts_are_external(target):
    assert is_external(target)


@pytest.mark.parametrize("target", ["a.md", "../a.md#b", "#c", "a/b:c.md"])
def test_paths_are_not_external(target):
    assert not is_external(target)
