"""The MkDocs plugin. It only wires hooks; what they do is in the modules beside it."""

from pathlib import Path

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin

from .build import Build


class GatewayLabsConfig(Config):
    repository = c.Type(str, default="https://github.com/gateway-labs/gateway-labs")
    cache_dir = c.Type(str, default=".cache/gateway_labs")


class GatewayLabsPlugin(BasePlugin[GatewayLabsConfig]):
    build: Build

    def on_startup(self, *, command, dirty):
        self.serving = command == "serve"

    def on_config(self, config):
        root = Path(config.config_file_path).resolve().parent
        self.build = Build(
            root=root,
            cache=root / self.config.cache_dir,
            repository=self.config.repository.rstrip("/"),
            serving=self.serving,
        )
        config.mdx_configs.setdefault("pymdownx.snippets", {})["base_path"] = [str(root)]
        return config

    def on_serve(self, server, *, config, builder):
        for folder in ("labs", "snippets", "src"):
            server.watch(str(self.build.root / folder))
        return server

    def on_page_content(self, html, *, page, config, files):
        errors = self.build.take_errors()
        if errors:
            raise PluginError(f"{page.file.src_uri}:\n" + "\n".join(f"  {e}" for e in errors))
        return html

    def on_page_context(self, context, *, page, config, nav):
        page.edit_url = self.build.edit_url(f"docs/{page.file.src_uri}")
        return context
