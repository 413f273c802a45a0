"""The `labs` command: it wires arguments to `gateway_labs.lab`, and errors to exit codes.

0: solved, or done · 1: not solved, or not recorded to its end · 2: a wrong call, or something in
the way. What only one command needs is imported there, so that the board is quick.
"""

import json
import os
import sys
from pathlib import Path

import click

from gateway_labs.errors import CourseError
from gateway_labs.lab import workspace
from gateway_labs.lab.format import Course, Lab, find_root, load_course
from gateway_labs.lab.render import render_board, render_report
from gateway_labs.lab.session import next_lab, ready_board
from gateway_labs.strings import text

STYLES = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "strong": {"bold": True},
    "dim": {"dim": True},
}
PORT = 8001


def paint(style: str, content: str) -> str:
    """Colour for a terminal; click takes it out where there is none, or NO_COLOR is set."""
    return content if "NO_COLOR" in os.environ else click.style(content, **STYLES[style])


def main() -> None:
    """The command's entry point: a `CourseError` is one clear message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A console that can't show a sign shows "?" in its place.
        stream.reconfigure(errors="replace")
    try:
        labs()
    except CourseError as error:
        click.echo(f"labs: {error}", err=True)
        sys.exit(2)


def course() -> Course:
    return load_course(find_root(Path.cwd()))


def chosen(found: Course, name: str | None) -> Lab:
    """The lab that is named, or the first unsolved one."""
    return found.find(name) if name else next_lab(found)


def folder(found: Course, lab: Lab) -> str:
    return workspace.shown(found, workspace.folder_of(found, lab))


lab_argument = click.argument("lab", required=False)
path_option = click.option(
    "--path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=text("cli.path"),
)
solution_option = click.option("--solution", is_flag=True, help=text("cli.use_solution"))


@click.group(invoke_without_command=True, help=text("cli.labs"))
@click.pass_context
def labs(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(render_board(ready_board(course()), paint=paint))


@labs.command(help=text("cli.start"))
@click.argument("lab")
def start(lab: str) -> None:
    found = course()
    started = workspace.start(found, wanted := found.find(lab))
    place = folder(found, wanted)
    for name in started.written:
        click.echo(text("cli.written", file=f"{place}/{name}"))
    for name in started.kept:
        click.echo(text("cli.kept", file=f"{place}/{name}"))
    click.echo(text("cli.started", file=f"{place}/{wanted.edit[0]}", n=wanted.number))


@labs.command(help=text("cli.check"))
@lab_argument
@path_option
@solution_option
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
def check(lab: str | None, path: Path | None, solution: bool, as_json: bool) -> None:
    from gateway_labs.lab.process import Checker
    from gateway_labs.lab.session import check_work
    from gateway_labs.lab.tree import end_tree, read_tree

    found = course()
    wanted = chosen(found, lab)
    with Checker(fork=False, preload="django" if wanted.settings else "base") as checker:
        checker.warm()
        if solution:
            report = checker.check(wanted, end_tree(found, wanted))
        elif path:
            report = checker.check(wanted, read_tree(path))
        else:
            report = check_work(found, wanted, checker)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2, ensure_ascii=False))
    else:
        place = _place(found, wanted, path, solution)
        click.echo(render_report(wanted, report, place, width=_width(), paint=paint))
        if report.passed and not solution and not path:
            click.echo(after(found, wanted))
    sys.exit(0 if report.passed else 1)


def _place(found: Course, lab: Lab, path: Path | None, solution: bool) -> str:
    if solution:
        return f"labs/{lab.id}/solution"
    return str(path) if path else folder(found, lab)


def after(found: Course, lab: Lab) -> str:
    """What comes after a solved lab."""
    following = found.after(lab)
    if following is None:
        return text("cli.last_one")
    return text("cli.next_one", n=following.number, title=following.title)


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 110)


@labs.command(help=text("cli.watch"))
@lab_argument
def watch(lab: str | None) -> None:
    from gateway_labs.lab.watch import watch_lab

    found = course()
    wanted = chosen(found, lab)

    def show(report) -> None:
        click.echo(
            render_report(wanted, report, folder(found, wanted), width=_width(), paint=paint)
        )
        click.echo(after(found, wanted) if report.passed else "")
        click.echo(paint("dim", text("cli.watching", folder=folder(found, wanted))))

    watch_lab(found, wanted, show)


@labs.command(help=text("cli.hint"))
@lab_argument
@click.option("--task", type=int, help=text("cli.hint_task"))
def hint(lab: str | None, task: int | None) -> None:
    from gateway_labs.lab.hints import next_hint

    found = course()
    wanted = chosen(found, lab)
    click.echo(next_hint(found, wanted, task))


@labs.command(help=text("cli.solution"))
@click.argument("lab")
@click.option(
    "--write", type=click.Path(file_okay=False, path_type=Path), help=text("cli.solution_write")
)
@click.option("--yes", is_flag=True, help=text("cli.solution_yes"))
def solution(lab: str, write: Path | None, yes: bool) -> None:
    from gateway_labs.lab.solution import is_solved, solution_files, write_solution

    found = course()
    wanted = found.find(lab)
    if not yes and not is_solved(found, wanted):
        click.confirm(text("cli.solution_sure", n=wanted.number), abort=True)
    if write:
        count = write_solution(found, wanted, write)
        click.echo(text("cli.solution_written", count=count, folder=write))
        return
    for name, content in solution_files(wanted).items():
        click.echo(paint("strong", f"── {name} ──"))
        _show_code(content)


def _show_code(content: str) -> None:
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        from rich.console import Console
        from rich.syntax import Syntax

        Console().print(Syntax(content, "python", background_color="default"))
    else:
        click.echo(content)


@labs.command(help=text("cli.reset"))
@click.argument("lab")
def reset(lab: str) -> None:
    found = course()
    wanted = found.find(lab)
    backup = workspace.reset(found, wanted)
    if backup:
        click.echo(text("cli.backup", folder=workspace.shown(found, backup)))
    click.echo(
        text("cli.started", file=f"{folder(found, wanted)}/{wanted.edit[0]}", n=wanted.number)
    )


@labs.command(help=text("cli.run"))
@lab_argument
@path_option
@solution_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, help=text("cli.port"))
@click.option("--open", "browse", is_flag=True, help=text("cli.open"))
def run(lab: str | None, path: Path | None, solution: bool, port: int, browse: bool) -> None:
    from gateway_labs.lab.run import run_lab

    found = course()
    run_lab(found, chosen(found, lab), path=path, solution=solution, port=port, browse=browse)


@labs.command(help=text("cli.trace"))
@click.argument("app")
@click.option("--get", metavar="PATH", help=text("cli.trace_get"))
@click.option("--post", metavar="PATH", help=text("cli.trace_post"))
@click.option("--request", nargs=2, metavar="METHOD PATH", help=text("cli.trace_request"))
@click.option("--body", multiple=True, help=text("cli.trace_body"))
@click.option("--header", "headers", multiple=True, help=text("cli.trace_header"))
@click.option("--ws", metavar="PATH", help=text("cli.trace_ws"))
@click.option("--send", multiple=True, metavar="TEXT", help=text("cli.trace_send"))
@click.option("--binary", is_flag=True, help=text("cli.trace_binary"))
@click.option("--wsgi", "interface", flag_value="wsgi", help=text("cli.trace_wsgi"))
@click.option("--asgi", "interface", flag_value="asgi", help=text("cli.trace_asgi"))
@click.option(
    "--path",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help=text("cli.trace_path"),
)
@click.option("--settings", metavar="MODULE", help=text("cli.trace_settings"))
@click.option("--lines", multiple=True, metavar="FILE_OR_MODULE", help=text("cli.trace_lines"))
@click.option(
    "--limit", type=click.FloatRange(0, min_open=True), default=10.0, help=text("cli.trace_limit")
)
@click.option("--quiet", type=click.FloatRange(0), default=0.3, help=text("cli.trace_quiet"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.trace_json"))
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help=text("cli.trace_html")
)
def trace(app: str, as_json: bool, **options) -> None:
    from gateway_labs import trace_command as command

    job = command.job_of(command.wanted(app, options))
    outcome = command.record(job)
    if options["html"]:
        command.write_html(outcome, job, options["html"])
    if as_json:
        click.echo(command.as_json(outcome, job))
    else:
        click.echo(command.show(outcome, job, width=_width(), paint=paint))
    if options["html"] and outcome.trace:
        click.echo(text("trace.written", file=options["html"]), err=as_json)
    sys.exit(0 if outcome.kind == command.COMPLETE else 1)


@labs.command(help=text("cli.vendor"))
def vendor() -> None:
    from gateway_labs.vendor import command
    from gateway_labs.vendor.prepare import CACHE, cache_of, prepare

    found = course()
    cache = cache_of(found.root / CACHE)
    prepared = prepare(cache, command.progress(click.echo))
    click.echo(command.show(prepared, workspace.shown(found, cache.folder), paint=paint))


if __name__ == "__main__":
    main()
