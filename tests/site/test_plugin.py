"""The plugin in a real build of a small site: what fails it, and what it says then."""

import pytest
import yaml


def test_page_with_every_fence_builds(site):
    site.write("snippets/hello.py", "# --8<-- [start:main]\nprint('hello')\n# --8<-- [end:main]\n")
    site.write("snippets/bad.py", "raise SystemExit('sorry')\n")
    built = site.build("""# Page

```sequence title="One"
A, B
A -> B: ask
```

```lanes
a: 0-1 x
```

- in a list:

    ```stack
    A: b
    ```

```run title="Out"
snippets/hello.py
```

```run exit=1
snippets/bad.py
```

```python title="hello.py"
--8<-- "snippets/hello.py:main"
```
""")
    assert built.returncode == 0, built.stderr
    page = site.page()
    assert [figure["class"][-1] for figure in page.select("article figure")] == [
        "gl-sequence",
        "gl-lanes",
        "gl-stack",
        "gl-run",
        "gl-run",
    ]
    assert [samp.text for samp in page.select("samp")] == ["hello", "sorry"]
    assert "print('hello')" in page.select_one(".highlight code").text
    assert "Django" in page.select_one(".gl-footer").text


@pytest.mark.parametrize("strict", [[], ["--strict"]])
@pytest.mark.parametrize(
    ("fence", "said"),
    [
        ("```sequence\nA, B\nA => B: x\n```", "cannot read 'A => B: x'"),
        ("```lanes\na\n```", "cannot read 'a'"),
        ('```stack colour="red"\nA\n```', "no option colour"),
        ("```run\nsnippets/none.py\n```", "no file snippets/none.py"),
        ("```run exit=1\nsnippets/bad.py\n```", "exit code 1 was expected, found 3"),
        ('```python\n--8<-- "snippets/none.py"\n```', "Snippet at path 'snippets/none.py'"),
        ('```python\n--8<-- "snippets/bad.py:none"\n```', "Snippet section 'none'"),
    ],
)
def test_wrong_fence_fails_the_build_and_names_the_page(site, fence, said, strict):
    site.write("snippets/bad.py", "print('last words')\nraise SystemExit(3)\n")
    built = site.build(f"# Page\n\n{fence}\n", *strict)
    assert built.returncode != 0
    assert "index.md" in built.stderr
    assert said in built.stderr
    if "exit code" in said:
        assert "python snippets/bad.py" in built.stderr
        assert "    last words" in built.stderr


def test_all_errors_of_a_page_are_told_at_once(site):
    built = site.build("# Page\n\n```lanes\na\n```\n\n```lanes\nb\n```\n")
    assert "cannot read 'a'" in built.stderr
    assert "cannot read 'b'" in built.stderr


def test_broken_link_and_anchor_fail_a_strict_build(site):
    built = site.build("# Page\n\n[a](none.md) [b](#none)\n", "--strict")
    assert built.returncode != 0
    assert "none.md" in built.stderr
    assert "#none" in built.stderr


TOML = """
id = "01_first"
title = "First"
goal = "answer by hand"
minutes = 20
edit = ["app.py"]

[[task]]
title = "One"
hints = ["idea", "place", "nearly"]
"""


def test_lab_gets_a_page_whose_edit_link_leads_to_its_readme(site):
    site.write("labs/01_first/lab.toml", TOML)
    site.write("labs/01_first/README.md", "# Lab 01\n\n[home](../../docs/index.md)\n\n## Task 1\n")
    site.write("labs/01_first/solution/app.py", "x = 1\n")
    built = site.build("# Page\n\n<!-- labs 1-9 -->\n")
    assert built.returncode == 0, built.stderr
    assert not (site.folder / "docs" / "labs").exists()
    page = site.page("labs/01_first/index.html")
    assert page.select_one("a[rel=edit]")["href"].endswith("/edit/main/labs/01_first/README.md")
    assert page.select_one("article a[href='../../']").text == "home"
    assert [summary.text for summary in page.select("details summary")] == [
        "Hint 1",
        "Hint 2",
        "Hint 3",
        "Show the solution",
    ]
    assert site.page().select_one(".gl-labs a")["href"] == "labs/01_first/"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"labs/01_first/lab.toml": "id = 1"}, "lab.toml"),
        (
            {
                "labs/01_first/lab.toml": TOML,
                "labs/01_first/README.md": "# Lab\n\n[x](none.py)\n\n## Task 1\n",
            },
            "README.md: the link to none.py leads nowhere",
        ),
    ],
)
def test_wrong_lab_fails_the_build_without_a_traceback(site, files, said):
    for name, content in files.items():
        site.write(name, content)
    built = site.build("# Page\n")
    assert built.returncode != 0
    assert said in built.stderr
    assert "Traceback" not in built.stderr


def test_mkdocs_yml_is_one_that_other_tools_can_read(root):
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
    config = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), Loader)
    assert config["theme"]["font"] is False
    assert "repo_url" not in config  # Material would ask GitHub for the number of stars
