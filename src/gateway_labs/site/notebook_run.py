"""Run one notebook and convert it, with Jupyter: nbclient executes, mkdocs-jupyter renders.

Imported only when a notebook is not in the cache: these imports take about a second.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from bs4 import BeautifulSoup, Tag
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from mkdocs_jupyter import convert
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from gateway_labs.errors import CourseError

# An address in a repr, a file of this Python, the temporary file that IPython calls a cell.
PREFIXES = "|".join(re.escape(prefix) for prefix in {sys.prefix, sys.base_prefix})
CHANGES = re.compile(rf"\b0x[0-9a-f]{{6,}}|ipykernel_\d+|(?:{PREFIXES})/lib/[\w/.-]*")
logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)  # names a temporary file
EXPECTED = "expected a jupytext percent notebook"
ADVICE = "Its cells begin with `# %%`, those with prose with `# %% [markdown]`."
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# A notebook runs the same whatever the builder's shell has set.
NOT_INHERITED = ("DJANGO_SETTINGS_MODULE", "PYTHONWARNINGS", "PYTHONASYNCIODEBUG")


def run(notebook: Path, root: Path, seconds: int) -> tuple[tuple[str, str], ...]:
    """Execute `notebook` and render it: its cells as `(kind, text)`, see `notebooks.Rendered`.

    Raises CourseError for a file that cannot be read, a cell that raises, runs for more than
    `seconds`, or ends its interpreter.
    """
    node = read(notebook)
    with tempfile.TemporaryDirectory(prefix="gateway-notebook-") as folder:
        execute(node, notebook, root, Path(folder), seconds)
        refuse_changing_outputs(node, notebook, root)
        executed = Path(folder) / f"{notebook.stem}.ipynb"
        nbformat.write(without_prose(node), executed)
        html = convert.nb2html(str(executed), execute=False, no_prompt=True)
    code = iter(code_cells(html))
    return tuple(
        ("markdown", cell.source) if cell.cell_type == "markdown" else ("html", next(code))
        for cell in node.cells
        if cell.cell_type in ("markdown", "code")
    )


def read(notebook: Path) -> nbformat.NotebookNode:
    """The notebook's cells; empty code cells are left out."""
    try:
        node = jupytext.read(notebook, fmt="py:percent")
        node.cells = [cell for cell in node.cells if cell.source.strip()]
    except Exception as error:  # jupytext, YAML and nbformat each raise their own
        raise CourseError(notebook, f"{EXPECTED}, but reading it says: {error}", ADVICE) from error
    if not node.cells:
        raise CourseError(notebook, f"{EXPECTED}, but it has no cells", ADVICE)
    return node


# Executing


class ThisPython(KernelSpecManager):
    """Knows one kernel: IPython's, in the interpreter that runs this build.

    Jupyter would look for one in the reader's folders first, and find that of another Python.
    """

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        options = [
            "-Xfrozen_modules=off",  # else debugpy, which the kernel loads, warns on stderr
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",
            "--IPKernelApp.log_level=ERROR",
        ]
        argv = [sys.executable, *options]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def kernel(folder: Path) -> AsyncKernelManager:
    """A kernel that is not started yet; `folder` takes its files, and its sockets if it can."""
    return AsyncKernelManager(
        kernel_spec_manager=ThisPython(),
        connection_file=str(folder / "kernel.json"),
        transport="tcp" if os.name == "nt" else "ipc",  # no port, where there are Unix sockets
    )


def environment(folder: Path, root: Path) -> dict[str, str]:
    """The kernel's environment: the builder's, with what could change an output set by us."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return inherited | {
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(root),
        "TZ": "UTC",
    }


def execute(
    node: nbformat.NotebookNode, notebook: Path, root: Path, folder: Path, seconds: int
) -> None:
    """Run every cell of `node` in place, in a kernel that is gone when this returns or raises."""
    started: list[int] = [0]
    client = NotebookClient(
        node,
        km=kernel(folder),
        timeout=seconds,
        allow_errors=False,
        coalesce_streams=True,
        record_timing=False,
        shutdown_kernel="immediate",
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    try:
        client.execute(env=environment(folder, root), cleanup_kc=True)
    except CellExecutionError as error:
        what = f"raised {error.ename}: {error.evalue}"
        stack = ANSI.sub("", traceback_of(node.cells[started[-1]]))
        raise failure(node, started[-1], notebook, root, what, stack) from error
    except CellTimeoutError as error:
        what = f"ran for more than {seconds} seconds"
        raise failure(node, started[-1], notebook, root, what) from error
    except DeadKernelError as error:
        raise failure(node, started[-1], notebook, root, "ended its interpreter") from error


def refuse_changing_outputs(node: nbformat.NotebookNode, notebook: Path, root: Path) -> None:
    """Raise CourseError for an output with an address or a path: it would differ in each build."""
    for index, cell in enumerate(node.cells):
        found = CHANGES.search(json.dumps(cell.get("outputs", [])))
        if found:
            what = f"printed {found[0]!r}, which differs from build to build"
            raise failure(node, index, notebook, root, what)


def traceback_of(cell: nbformat.NotebookNode) -> str:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return "\n".join(errors[-1].traceback) if errors else ""


def failure(
    node: nbformat.NotebookNode, index: int, notebook: Path, root: Path, what: str, stack: str = ""
) -> CourseError:
    """The error for the cell `index`: where it stands, what went wrong, its traceback or code."""
    cell = node.cells[index]
    number = sum(before.cell_type == "code" for before in node.cells[: index + 1])
    line = notebook.read_text(encoding="utf-8").partition(cell.source)[0].count("\n") + 1
    where = notebook.relative_to(root) if notebook.is_relative_to(root) else notebook
    shown = "\n".join(f"      {row}" for row in (stack or cell.source).strip().splitlines())
    return CourseError(
        f"{where}:{line}",
        f"code cell {number}, under {heading_before(node, index)!r}, {what}",
        f"A notebook must run without an error. Correct this cell, then build again.\n{shown}",
    )


def heading_before(node: nbformat.NotebookNode, index: int) -> str:
    """The text of the last Markdown heading before the cell `index`."""
    prose = [cell.source for cell in node.cells[:index] if cell.cell_type == "markdown"]
    headings = re.findall(r"^#+ +(.*?)(?: *\{.*\})?$", "\n".join(prose), re.MULTILINE)
    return headings[-1] if headings else "(no heading)"


# Rendering


def without_prose(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook with its code cells alone: MkDocs renders the prose."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [cell for cell in node.cells if cell.cell_type == "code"]
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def code_cells(html: str) -> list[str]:
    """The code cells in mkdocs-jupyter's HTML, in order, in the shape that Material styles.

    Left behind are 574 kB of JupyterLab's styles, the scripts, and the second copy of the code
    that is there for a button: Material has styles and a button of its own.
    """
    soup = BeautifulSoup(html, "html.parser")
    return [one_cell(cell) for cell in soup.select("div.jp-CodeCell") if outermost(cell)]


def outermost(cell: Tag) -> bool:
    """mkdocs-jupyter's template puts each code cell into another one of the same class."""
    return cell.find_parent(class_="jp-CodeCell") is None


def one_cell(cell: Tag) -> str:
    code = cell.select_one(".highlight-ipynb pre").decode_contents().rstrip("\n")
    source = f'<div class="language-python highlight"><pre><code>{code}\n</code></pre></div>'
    outputs = "".join(output_html(output) for output in cell.select(".jp-OutputArea-output"))
    if not outputs:
        return f'<div class="notebook-cell">{source}</div>'
    return (
        f'<div class="notebook-cell">{source}'
        f'<div class="notebook-output" role="group" aria-label="Output">{outputs}</div></div>'
    )


def output_html(output: Tag) -> str:
    """One output as mkdocs-jupyter made it: text in a `pre`, or HTML; no scripts, no styles."""
    for unwanted in output.select("script, style"):
        unwanted.decompose()
    kind = "stderr" if output.get("data-mime-type", "").endswith("stderr") else "result"
    return f'<div class="notebook-{kind}">{output.decode_contents().strip()}</div>'
