"""The MkDocs plugin. It only wires hooks; what they do is in the modules beside it."""

from contextlib import contextmanager
from functools import partial
from pathlib import Path

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_relative_url

from ..errors import CourseError
from ..lab.format import load_course
from ..vendor.prepare import CACHE
from .browser_elements import with_elements, with_page_class
from .browser_files import BrowserFiles
from .browser_manifest import boot_script, boot_uri, lab_entries, manifest_json
from .build import Build
from .description import description_of
from .directives import has_directives
from .fences import our_fences, with_quotes
from .footer import footer_html
from .frames import PLAYERS_PAGE, frames, shown_in
from .installed_source import installed_django
from .kept_pages import KeptPages
from .kept_players import KeptPlayers
from .kept_search import keep_search_entries
from .kept_walkthroughs import KeptWalkthroughs
from .lab_data import lab_files
from .labs import lab_page, page_uri, readme_path, with_lab_lists, with_labs_in_nav
from .player_data import placed_notes
from .players import has_players, player_files, players_of, with_players
from .runs import Runner, runs_of
from .walkthrough import Expanded, add_note_anchors


@contextmanager
def fails_the_build():
    """MkDocs shows a PluginError without a traceback, and stops."""
    try:
        yield
    except CourseError as error:
        raise PluginError(str(error)) from error


def included(file):
    """A file that is added when MkDocs has already decided which it takes."""
    file.inclusion = InclusionLevel.INCLUDED
    return file


class GatewayLabsConfig(Config):
    repository = c.Type(str, default="https://github.com/gateway-labs/gateway-labs")
    cache_dir = c.Type(str, default=CACHE)


class GatewayLabsPlugin(BasePlugin[GatewayLabsConfig]):
    build: Build
    expanded: dict[str, Expanded]
    """The walkthroughs of this build, by the path of their page."""
    kept_players: KeptPlayers
    """The players of this build, where a page has one."""

    def on_startup(self, *, command, dirty):
        self.serving = command == "serve"
        self.browser_files = BrowserFiles(self.serving)

    def on_config(self, config):
        root = Path(config.config_file_path).resolve().parent
        self.build = Build(
            root=root,
            cache=root / self.config.cache_dir,
            repository=self.config.repository.rstrip("/"),
            serving=self.serving,
        )
        self.browser_files.begin(self.build.cache)
        self.expanded = {}
        config.copyright = footer_html()
        with fails_the_build():
            self.course = load_course(root)
        config.nav = with_labs_in_nav(config.nav or [], self.course) or None
        self.runner = Runner(root, self.build.cache / "runs")
        self.kept_pages = KeptPages(self.build, self.runner, Path(config.config_file_path))
        self.kept_walkthroughs = KeptWalkthroughs(self.build)
        options = config.mdx_configs
        options.setdefault("pymdownx.snippets", {})["base_path"] = [str(root)]
        fences = options.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        fences.extend(our_fences(self.build, self.runner))
        return config

    def on_files(self, files, *, config):
        for lab in self.course.labs:
            with fails_the_build():
                content = lab_page(self.course, lab, self.build.blob_url)
            files.append(File.generated(config, page_uri(lab), content=content))
            self.build.sources[page_uri(lab)] = readme_path(lab)
        return files

    def on_nav(self, nav, *, config, files):
        pages = [page for page in nav.pages if page.file.src_uri.endswith(".md")]
        self.runner.run_all(run for page in pages for run in runs_of(page.file.content_string))
        with_one = [page.file for page in pages if has_players(page.file.content_string)]
        if with_one:
            with fails_the_build():
                self.add_players(with_one, config, files)
        return nav

    def on_env(self, env, *, config, files):
        with fails_the_build():
            self.add_labs(config, files)
        if search := config.plugins.get("material/search"):
            keep_search_entries(search.search_index, self.build)
        return env

    def add_labs(self, config, files):
        """Add what the labs' panels load first: each lab's data, the script that begins."""
        pages = {file.src_uri: file.page for file in files.documentation_pages()}
        made = lab_files(self.course, pages, self.build.blob_url)
        self.lab_entries = lab_entries(self.course, pages)
        made[boot_uri()] = boot_script()
        for path, content in made.items():
            files.append(included(File.generated(config, path, content=content)))

    def add_players(self, with_one, config, files):
        """Add the files that the players of these pages load."""
        docs = Path(config.docs_dir)
        urls = {file.src_uri: file.url for file in files.documentation_pages()}
        players = [p for file in with_one for p in players_of(file.content_string, file.src_uri)]
        scenarios = {player.scenario for player in players if player.kind == "player"}
        self.kept_players = kept = KeptPlayers(self.build, docs, urls)

        def make():
            notes = placed_notes(docs, installed_django())
            return player_files(scenarios, kept.recordings, notes, urls.get)

        for path, content in kept.files(scenarios, make).items():
            files.append(included(File.generated(config, path, content=content)))

    def with_players(self, markdown, page, files):
        """The page's Markdown with its players and frames."""
        above = page.file.content_string.count("\n") - markdown.count("\n")
        runs, to_root = self.kept_players.recordings, partial(get_relative_url, other=page.url)
        players = files.get_file_from_path(PLAYERS_PAGE)
        shown = shown_in(players.content_string if players else "")

        def link(scenario, gateway):
            return to_root(players.url) if shown(scenario, gateway) else None

        uri, frame = page.file.src_uri, frames(runs, link)
        return with_players(markdown, uri, runs, to_root, first=above + 1, frame=frame)

    def on_serve(self, server, *, config, builder):
        for folder in ("labs", "snippets", "src"):
            server.watch(str(self.build.root / folder))
        return server

    def on_page_markdown(self, markdown, *, page, config, files):
        # MkDocs has no hook around the rendering itself.
        page.render = partial(self.kept_pages.render, page)
        if has_players(markdown):
            make = partial(self.with_players, markdown, page, files)
            with fails_the_build():
                markdown = self.kept_players.page(page.file.src_uri, markdown, make)
        markdown = with_lab_lists(with_quotes(markdown), self.course, page.file.src_uri)
        markdown = with_elements(markdown, partial(get_relative_url, other=page.url))
        if not has_directives(markdown):
            return markdown
        with fails_the_build():
            expanded = self.kept_walkthroughs.expand(Path(page.file.abs_src_path), markdown)
        self.expanded[page.file.src_uri] = expanded
        return expanded.markdown

    def on_page_content(self, html, *, page, config, files):
        errors = self.build.take_errors()
        if errors:
            raise PluginError(f"{page.file.src_uri}:\n" + "\n".join(f"  {e}" for e in errors))
        if expanded := self.expanded.get(page.file.src_uri):
            page.present_anchor_ids |= set(expanded.anchors)
            html = add_note_anchors(html, expanded)
        return html

    def on_page_context(self, context, *, page, config, nav):
        page.meta.setdefault("description", description_of(page.content))
        page.edit_url = self.build.edit_url(page.file.src_uri)
        return context

    def on_post_page(self, output, *, page, config):
        return with_page_class(output)

    def on_post_build(self, *, config):
        with fails_the_build():
            self.browser_files.put_into(Path(config.site_dir), self.manifest)

    def manifest(self, prepared):
        return manifest_json(prepared, self.lab_entries)

    def on_shutdown(self):
        self.browser_files.end()
