"""What is left out of the packs: each byte is fetched before a first check.

A rule names what goes, so that what a new version brings is kept.
"""

import re
from pathlib import PurePosixPath

PACKAGES_DROP = (
    "django/bin/",
    "django/conf/app_template/",
    "django/conf/project_template/",
    "django/contrib/admin/",
    "django/contrib/admindocs/",
    "django/contrib/flatpages/",
    "django/contrib/gis/",
    "django/contrib/postgres/",
    "django/contrib/redirects/",
    "django/contrib/sitemaps/",
    "django/contrib/syndication/",
    "django/core/management/commands/compilemessages.py",
    "django/core/management/commands/makemessages.py",
    "django/db/backends/mysql/",
    "django/db/backends/oracle/",
    "django/db/backends/postgresql/",
    "packaging/dependency_groups.py",
    "packaging/direct_url.py",
    "packaging/licenses/",
    "packaging/metadata.py",
    "packaging/pylock.py",
    "pygments/cmdline.py",
    "pygments/sphinxext.py",
    "tzdata/zoneinfo/",
)
"""Other databases, what a new project is made of, and sites that are not a lab's."""
KEEP = (
    "django/conf/locale/en/",  # django.setup() fails without its django.mo
    "django/conf/locale/__init__.py",
    "pygments/formatters/__init__.py",
    "pygments/formatters/_mapping.py",
    "pygments/formatters/terminal.py",
    "pygments/lexers/__init__.py",
    "pygments/lexers/_mapping.py",
    "pygments/lexers/diff.py",
    "pygments/lexers/python.py",
    "pygments/lexers/special.py",
    "pygments/styles/__init__.py",
    "pygments/styles/_mapping.py",
    "pygments/styles/default.py",
    "tzdata/zoneinfo/UTC",
    "tzdata/zoneinfo/America/__init__.py",
    "tzdata/zoneinfo/America/Chicago",  # Django's own default
    "tzdata/zoneinfo/Etc/__init__.py",
    "tzdata/zoneinfo/Etc/UTC",
    "tzdata/zoneinfo/__init__.py",
)
PACKAGES_DROP_OF_MANY = (
    "django/conf/locale/",
    "pygments/formatters/",
    "pygments/lexers/",
    "pygments/styles/",
)
"""Of these only what KEEP names is there: the other languages, and their colours."""
SUFFIXES = frozenset((".py", ".html", ".txt", ".xml", ".json", ".css", ".js", ".svg", ".toml"))

STDLIB_DROP = (
    "__phello__/",
    "_pyrepl/windows_",
    "asyncio/proactor_events.py",
    "asyncio/tools.py",
    "asyncio/windows_",
    "ctypes/macholib/",
    "encodings/mac_",
    "multiprocessing/dummy/",
    "site-packages/",
)
"""Other systems, and character sets of their past."""
STDLIB_DROP_MODULES = frozenset(
    (
        "__hello__",
        "_pydatetime",
        "_pyio",
        "antigravity",
        "this",
        *(f"encodings/{name}" for name in ("hp_roman8", "kz1048", "mbcs", "oem", "palmos")),
    )
)
"""Also what is there in C."""
PROCESSES = frozenset(("__init__", "context", "process", "reduction", "util"))
"""Of multiprocessing: `import multiprocessing` works as it does where no process can start."""
IBM_CODE_PAGE = re.compile(r"encodings/cp(?!125\d|932|949|950|874)\d+\.py")


def in_a_package(path: str) -> bool:
    """Whether the browser needs this file of an installed package; `path` as in site-packages."""
    parts = PurePosixPath(path).parts
    if "__pycache__" in parts or parts[0].endswith((".dist-info", ".data")):
        return False
    if path.startswith(KEEP):
        return not path.endswith(".po")
    if path.startswith(PACKAGES_DROP + PACKAGES_DROP_OF_MANY):
        return False
    if "locale" in parts[:-1]:
        return "/locale/en/" in path and path.endswith((".py", ".mo"))
    return PurePosixPath(path).suffix in SUFFIXES


def in_the_stdlib(path: str) -> bool:
    """Whether the browser needs this file of Pyodide's standard library."""
    module = path.removesuffix(".py")
    if path.startswith("multiprocessing/"):
        return module.removeprefix("multiprocessing/") in PROCESSES
    return (
        module != path
        and not path.startswith(STDLIB_DROP)
        and module not in STDLIB_DROP_MODULES
        and not IBM_CODE_PAGE.fullmatch(path)
    )
