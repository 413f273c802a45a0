"""The footer of each page: whose source is shown, and which versions the site was built with."""

import platform
from importlib.metadata import version

from ..strings import text


def footer_html() -> str:
    names = ("channels", "asgiref", "daphne", "uvicorn")
    versions = {name: version(name) for name in names} | {"python": platform.python_version()}
    source = text("site.source", django=version("django"))
    return f'<span class="gl-footer">{source}<br>{text("site.built", **versions)}</span>'
