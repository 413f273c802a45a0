"""The pytest plugin behind `pytest labs/`: an item for each task of each lab.

It is loaded by every pytest run of this environment, so this file only wires hooks and imports
nothing heavy; what a lab's items do is in `gateway_labs.lab.items`.
"""

from pathlib import Path

import pytest

TEST_FILE = "test_lab.py"
SESSION = pytest.StashKey()
"""Where `gateway_labs.lab.items.LabSession` is kept once a lab has been collected."""


def is_lab(folder: Path) -> bool:
    return (folder / "lab.toml").is_file()


def pytest_configure(config: pytest.Config) -> None:
    """Where a lab is named, start the interpreter of its check while pytest still gets ready."""
    if config.option.collectonly or config.option.help:
        return
    named = [config.invocation_params.dir / name.partition("::")[0] for name in config.args]
    folders = {folder for path in named for folder in (path, path.parent)}
    if any(folder.name == "labs" or is_lab(folder) for folder in folders):
        from gateway_labs.lab.items import session_of

        session_of(config)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Of a lab's folder only test_lab.py is collected; a learner's own tests are not the check."""
    in_lab = is_lab(collection_path.parent) and collection_path.parent.parent.name == "labs"
    return True if in_lab and collection_path.name != TEST_FILE else None


def pytest_pycollect_makemodule(module_path: Path, parent) -> pytest.Collector | None:
    if module_path.name != TEST_FILE or not is_lab(module_path.parent):
        return None
    from gateway_labs.lab.items import LabFile

    return LabFile.from_parent(parent, path=module_path)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Where labs alone are run, the board stands for pytest's own list of failures."""
    if SESSION not in session.config.stash:
        return
    from gateway_labs.lab.items import TaskItem

    session.config.stash[SESSION].begin(session.items)
    labs_alone = all(isinstance(item, TaskItem) for item in session.items)
    if not labs_alone or session.testsfailed:
        return
    option = session.config.option
    if option.tbstyle == "auto":
        option.tbstyle = "no"
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and option.reportchars == "fE":
        reporter.reportchars = ""


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    labs = config.stash.get(SESSION, None)
    if labs is None or not labs.reports:
        return
    writer = terminalreporter._tw
    styles = {"good": {"green": True}, "bad": {"red": True}, "strong": {"bold": True}, "dim": {}}

    def paint(style: str, content: str) -> str:
        return writer.markup(content, **styles[style])

    terminalreporter.section("labs")
    for part in labs.summary(min(writer.fullwidth, 110), paint):
        terminalreporter.write_line(part)
