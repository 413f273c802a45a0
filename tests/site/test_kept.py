"""What a build takes over from an earlier one is what it would have made, and nothing old."""

import filecmp
import shutil

from gateway_labs.site.store import PER_NAME, Store, key_of

PAGE = """# Page

A [link](other.md#there) and one [up](#part).

## Part

```run
snippets/hello.py
```

```python
--8<-- "snippets/shown.py"
```
"""


def site_with_pages(site):
    site.write("docs/other.md", "# Other\n\nThe other page.\n\n## There\n\nHere.\n")
    site.write("snippets/hello.py", "print('hello')\n")
    site.write("snippets/shown.py", "shown = 1\n")


def files_of(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_second_build_makes_the_same_site(site):
    site_with_pages(site)
    assert site.build(PAGE, "--strict").returncode == 0
    first = site.folder / "first"
    shutil.move(site.folder / "built", first)
    assert site.build(PAGE, "--strict").returncode == 0
    names = files_of(first)
    assert files_of(site.folder / "built") == names
    assert filecmp.cmpfiles(first, site.folder / "built", names, shallow=False)[1:] == ([], [])


def test_change_of_an_included_file_or_a_run_is_shown(site):
    site_with_pages(site)
    site.build(PAGE)
    site.write("snippets/shown.py", "shown = 22\n")
    site.write("snippets/hello.py", "print('good day')\n")
    assert site.build(PAGE).returncode == 0
    assert "shown = 22" in site.page().select_one(".highlight").text.replace("\xa0", " ")
    assert site.page().select_one("samp").text == "good day"


def test_link_whose_target_goes_away_is_told_again_in_each_build(site):
    site_with_pages(site)
    assert site.build(PAGE, "--strict").returncode == 0
    (site.folder / "docs" / "other.md").unlink()
    for _ in range(2):
        built = site.build(PAGE, "--strict")
        assert built.returncode != 0
        assert "other.md" in built.stderr


def test_anchor_that_goes_away_is_told_though_the_page_with_the_link_is_kept(site):
    site_with_pages(site)
    assert site.build(PAGE, "--strict").returncode == 0
    site.write("docs/other.md", "# Other\n\nThe other page.\n")
    built = site.build(PAGE, "--strict")
    assert built.returncode != 0
    assert "#there" in built.stderr


def test_run_that_fails_now_fails_the_build_of_a_kept_page(site):
    site_with_pages(site)
    assert site.build(PAGE).returncode == 0
    site.write("snippets/hello.py", "raise SystemExit(4)\n")
    for _ in range(2):
        built = site.build(PAGE)
        assert built.returncode != 0
        assert "exit code 0 was expected, found 4" in built.stderr


def test_search_finds_a_kept_page(site):
    site_with_pages(site)
    indexes = []
    for _ in range(2):
        assert site.build(PAGE).returncode == 0
        indexes.append((site.folder / "built" / "search" / "search_index.json").read_text())
    assert indexes[0] == indexes[1]
    assert "The other page." in indexes[0]


def test_store_keeps_a_few_results_for_each_name(tmp_path):
    store = Store(tmp_path)
    for number in range(PER_NAME + 2):
        store.write("a/page.md", key_of(number), {"number": number})
    store.write("b/page.md", key_of(0), [])
    assert len(list(tmp_path.iterdir())) == PER_NAME + 1
    assert store.read("a/page.md", key_of(PER_NAME + 1)) == {"number": PER_NAME + 1}
    assert store.read("b/page.md", key_of(0)) == []
    assert store.read("c/page.md", key_of(0)) is None
