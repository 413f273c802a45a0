"""What is left out of the packs: each byte is fetched before a first check.

A rule names what goes, so that what a new version brings is kept.
"""

from pathlib import PurePosixPath

PACKAGES_DROP = (
    "django/bin/",
    "django/conf/app_template/",
    "django/conf/project_template/",
    "django/contrib/admin/static/",
    "django/contrib/admindocs/",
    "django/contrib/gis/",
    "django/contrib/postgres/",
    "django/db/backends/mysql/",
    "django/db/backends/oracle/",
    "django/db/backends/postgresql/",
    "packaging/licenses/",
    "tzdata/zoneinfo/",
)
"""Other databases, and what a Django project is started from."""
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
    "ctypes/macholib/",
    "site-packages/",
)
STDLIB_DROP_MODULES = frozenset(("__hello__", "antigravity", "this"))


def in_a_package(path: str) -> bool:
    """Whether the browser needs this file of an installed package; `path` as in site-packages."""
    if path.startswith(KEEP):
        return not path.endswith(".po")
    if path.startswith(PACKAGES_DROP + PACKAGES_DROP_OF_MANY):
        return False
    parts = PurePosixPath(path).parts
    if "__pycache__" in parts or parts[0].endswith((".dist-info", ".data")):
        return False
    if "locale" in parts[:-1]:
        return "/locale/en/" in path and path.endswith((".py", ".mo"))
    return PurePosixPath(path).suffix in SUFFIXES


def in_the_stdlib(path: str) -> bool:
    """Whether the browser needs this file of Pyodide's standard library."""
    name = PurePosixPath(path)
    return (
        name.suffix in (".py", ".json")
        and not path.startswith(STDLIB_DROP)
        and path.removesuffix(".py") not in STDLIB_DROP_MODULES
    )
