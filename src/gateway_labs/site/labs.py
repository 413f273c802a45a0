"""A lab's page on the site, made from the lab's own folder; nothing is written into docs/.

The page is the lab's README.md, whose links work on disk and are changed to work on the site, with
what lab.toml says: the minutes, each task's hints, the files to edit, and the solution at the end.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from ..errors import CourseError
from ..lab.format import Course, Lab, Task
from ..lab.tree import read_tree
from ..strings import text
from .links import change_links, is_external

PANEL = "<!-- lab panel -->"
"""The line where the page's panel stands; see browser_elements.py."""


def page_uri(lab: Lab) -> str:
    """The path of a lab's page below docs/."""
    return f"labs/{lab.id}.md"


def readme_path(lab: Lab) -> str:
    """The path of a lab's README below the root."""
    return f"labs/{lab.id}/README.md"


def lab_page(course: Course, lab: Lab, blob: Callable[[str], str]) -> str:
    """The Markdown of a lab's page. `blob` gives the public address of a file of the repository."""
    readme = lab.folder / "README.md"
    if not readme.is_file():
        raise CourseError(readme, "the lab's page was expected here", "Write it.")
    markdown = readme.read_text(encoding="utf-8").strip() + "\n"

    def with_links(markdown: str) -> str:
        return change_links(markdown, lambda target: site_link(target, course, lab, blob))

    markdown = _with_summary(with_links(markdown), course, lab)
    for task in lab.tasks:
        markdown = _with_hints(markdown, lab, task, with_links)
    markdown = _with_panel(markdown)
    return "\n\n".join([_front_matter(lab), markdown, _work(lab), _solution(lab)]) + "\n"


def site_link(target: str, course: Course, lab: Lab, blob: Callable[[str], str]) -> str:
    """Where a link of the README leads on the site; raises CourseError if nothing is there."""
    path, hash_sign, anchor = target.partition("#")
    if not path or is_external(target):
        return target
    there = posixpath.normpath(posixpath.join("labs", lab.id, path))
    found = re.fullmatch(r"labs/(\d\d_\w+)(/README\.md)?", there)
    # MkDocs itself reports a page that is not there.
    if found:
        return f"{found[1]}.md{hash_sign}{anchor}"
    if there.startswith("docs/"):
        return posixpath.relpath(there, "docs/labs") + hash_sign + anchor
    if there.startswith("..") or not (course.root / there).exists():
        raise CourseError(
            lab.folder / "README.md",
            f"the link to {target} leads nowhere",
            "Write it relative to the lab's folder, e.g. ../../docs/guide/asgi.md",
        )
    return blob(there) + hash_sign + anchor


def _front_matter(lab: Lab) -> str:
    description = f"Lab {lab.number}: {lab.goal}".replace('"', "'")
    return f'---\ndescription: "{description}"\n---'


_TITLE = re.compile(r"\A# [^\n]+\n(\s*\*\*(?P<minutes>\d+) minutes\b[^\n]*\*\*\n)?")


def _with_summary(markdown: str, course: Course, lab: Lab) -> str:
    """The site's own line below the title; on disk "**40 minutes · ...**" may stand there."""
    title = _TITLE.match(markdown)
    if not title:
        raise CourseError(
            lab.folder / "README.md", "the first line should be the title", f"# {lab.title}"
        )
    if title["minutes"] and int(title["minutes"]) != lab.minutes:
        raise CourseError(
            lab.folder / "README.md", f"says {title['minutes']} minutes, lab.toml {lab.minutes}"
        )
    parts = [
        text("lab_page.minutes", minutes=lab.minutes),
        text("lab_page.tasks" if len(lab.tasks) > 1 else "lab_page.one_task", count=len(lab.tasks)),
    ]
    if lab.extends:
        before = course.by_id[lab.extends]
        parts.append(text("lab_page.extends", number=before.number, page=f"{before.id}.md"))
    parts.append(text("lab_page.start"))
    summary = f'\n<p class="gl-summary" markdown="1">{" · ".join(parts)}</p>\n'
    first_line = title[0].lstrip().partition("\n")[0] + "\n"
    return first_line + summary + markdown[title.end() :]


def _with_hints(markdown: str, lab: Lab, task: Task, with_links: Callable[[str], str]) -> str:
    """The hints stand at the end of the task's section, closed, one after the other."""
    heading = re.search(rf"^## Task {task.n}\b.*$", markdown, re.MULTILINE)
    if not heading:
        raise CourseError(
            lab.folder / "README.md",
            f"no section for task {task.n}",
            f"Add the heading: ## Task {task.n} · {task.title}",
        )
    following = re.compile(r"^##? ", re.MULTILINE).search(markdown, heading.end())
    end = following.start() if following else len(markdown)
    return markdown[:end].rstrip() + "\n\n" + _hints(task, with_links) + "\n\n" + markdown[end:]


def _hints(task: Task, with_links: Callable[[str], str]) -> str:
    blocks = []
    if task.where == "local":
        blocks.append(text("lab_page.local"))
    if task.docs:
        links = ", ".join(f"[{page_words(page)}](../{page})" for page in task.docs)
        blocks.append(text("lab_page.read", links=links))
    blocks += [
        f'??? question "{text("lab_page.hint", number=number)}"\n\n{_indented(with_links(hint))}'
        for number, hint in enumerate(task.hints, 1)
    ]
    return "\n\n".join(blocks)


def _with_panel(markdown: str) -> str:
    """The place of the lab's panel, where the window has no room for it beside the text."""
    return re.sub(r"^## Task 1\b", f"{PANEL}\n\n\\g<0>", markdown, count=1, flags=re.MULTILINE)


def page_words(page: str) -> str:
    """Words for a link to the guide: "guide/wsgi.md#the-environ" is "wsgi: the environ"."""
    path, _, anchor = page.partition("#")
    name = posixpath.splitext(posixpath.basename(path))[0]
    return ": ".join(part.replace("-", " ").replace("_", " ") for part in (name, anchor) if part)


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in block.strip().splitlines())


def _work(lab: Lab) -> str:
    files = "\n".join(f"- `{name}`" for name in lab.edit)
    parts = [
        f"## {text('lab_page.work_title')}",
        text("lab_page.work"),
        files,
        f"### {text('lab_page.work_here_title')}",
        text("lab_page.work_here"),
        *_local_tasks(lab),
        f"### {text('lab_page.work_there_title')}",
        text("lab_page.work_there", lab=lab.id),
        _commands(lab),
        text("lab_page.pytest", lab=lab.id),
        text("lab_page.move"),
    ]
    return "\n\n".join(parts)


def _local_tasks(lab: Lab) -> list[str]:
    numbers = [str(task.n) for task in lab.tasks if task.where == "local"]
    if not numbers:
        return []
    key = "work_here_locals" if len(numbers) > 1 else "work_here_local"
    *others, last = numbers
    listed = f"{', '.join(others)} and {last}" if others else last
    return [text(f"lab_page.{key}", tasks=listed)]


def _commands(lab: Lab) -> str:
    commands = [f"labs start {lab.number}", f"labs check {lab.number}", f"labs hint {lab.number}"]
    if lab.run:
        commands.append(f"labs run {lab.number}")
    words = [name.split()[1] for name in commands]
    width = max(map(len, commands))
    lines = [
        f"{command:<{width}}   # {text(f'lab_page.does_{word}')}"
        for command, word in zip(commands, words, strict=True)
    ]
    return "```bash\n" + "\n".join(lines) + "\n```"


def _solution(lab: Lab) -> str:
    files = [
        f'{_fence(code)}{_language(name)} title="{name}"\n{code}\n{_fence(code)}'
        for name, code in _texts(lab.folder / "solution")
    ]
    body = _indented(text("lab_page.solution", number=lab.number) + "\n\n" + "\n\n".join(files))
    return (
        f"## {text('lab_page.solution_title')}\n\n"
        f'??? example "{text("lab_page.solution_show")}"\n\n{body}'
    )


def _texts(folder: Path) -> list[tuple[str, str]]:
    tree = read_tree(folder)
    return [(name, content.decode("utf-8").rstrip()) for name, content in tree.items()]


def _fence(code: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`{3,}", code)), default=2)
    return "`" * (longest + 1)


def _language(name: str) -> str:
    suffix = posixpath.splitext(name)[1].lstrip(".")
    return {"py": "python", "html": "html", "toml": "toml"}.get(suffix, "text")


LOCAL = "<!-- labs local tasks -->"
"""The line where a list of the tasks stands that a browser can't check."""

_LIST = re.compile(r"^<!-- labs (?P<first>\d+)-(?P<last>\d+) -->$", re.MULTILINE)


def with_lab_lists(markdown: str, course: Course, page: str) -> str:
    """The text of `page`, with a line `<!-- labs 1-4 -->` replaced by a list of these labs."""
    folder = posixpath.relpath("labs", posixpath.dirname(page) or ".")

    def listed(match: re.Match) -> str:
        labs = [lab for lab in course.labs if int(match[1]) <= lab.number <= int(match[2])]
        items = "\n\n".join(_card(lab, folder) for lab in labs)
        return f'<div class="gl-labs" markdown="1">\n<ul markdown="1">\n\n{items}\n\n</ul>\n</div>'

    return _LIST.sub(listed, markdown).replace(LOCAL, _local_list(course, folder))


def _local_list(course: Course, folder: str) -> str:
    """Every task that a browser can't check."""
    return "\n".join(
        f"- [{_task_words(lab, task)}]({_link(lab, folder)}): {task.title}"
        for lab in course.labs
        for task in lab.tasks
        if task.where == "local"
    )


def _task_words(lab: Lab, task: Task) -> str:
    return text("lab_page.task_of_lab", number=lab.number, n=task.n)


def _link(lab: Lab, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, f"{lab.id}.md"))


def _card(lab: Lab, folder: str) -> str:
    count = text(
        "lab_page.tasks" if len(lab.tasks) > 1 else "lab_page.one_task", count=len(lab.tasks)
    )
    minutes = text("lab_page.minutes", minutes=lab.minutes)
    goal = lab.goal[:1].upper() + lab.goal[1:]
    return (
        f'<li markdown="block" data-lab="{lab.id}">\n\n'
        f"**[{lab.number:02} · {lab.title}]({_link(lab, folder)})**\n\n{goal.rstrip('.')}.\n\n"
        f"{minutes} · {count}\n{{ .gl-small }}\n\n</li>"
    )


def with_labs_in_nav(nav: list, course: Course) -> list:
    """The nav with each lab after labs/index.md, so that a new lab needs no line in mkdocs.yml."""
    return [_with_labs(item, course) for item in nav]


def _with_labs(item: object, course: Course) -> object:
    if not isinstance(item, dict):
        return item
    return {
        name: [*value, *map(page_uri, course.labs)]
        if isinstance(value, list) and "labs/index.md" in value
        else value
        for name, value in item.items()
    }
