"""Runs in Pyodide: what a lab, and Django behind it, asks of the packs."""

import dis
import io
import sys
import traceback
from importlib.metadata import version
from zoneinfo import ZoneInfo

APPS = ["auth", "contenttypes", "messages", "sessions", "sites", "staticfiles"]


def main():
    import pytest
    import pytest_asyncio.plugin  # noqa: F401
    from channels.testing import WebsocketCommunicator  # noqa: F401

    from gateway_labs.strings import text

    return {
        "versions": {name: version(name) for name in ("django", "channels", "pytest")},
        "zones": [str(ZoneInfo(name)) for name in ("UTC", "America/Chicago")],
        "django": django_works(),
        "where": where_it_fails(),
        "asserts": asserts(sys.modules["_pytest.fixtures"].__spec__),
        "docstrings": [pytest.__doc__, sys.modules["django.http"].__doc__],
        "text": text("cli.last_one"),
    }


def django_works():
    import django
    from django.conf import settings
    from django.core.management import get_commands
    from django.utils import formats, translation

    settings.configure(
        SECRET_KEY="for this test",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "channels", "daphne"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
    )
    django.setup()
    with translation.override("en"):
        date = formats.get_format("DATE_FORMAT")
    return {"commands": sorted(get_commands()), "migrations": migrations(), "date": date}


def migrations():
    """The first migration of each app; Django finds them by their files."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted({app for app, _ in loader.disk_migrations})


def asserts(spec):
    """How many there are in a module."""
    shown = io.StringIO()
    dis.dis(spec.loader.get_code(spec.name), file=shown)
    return shown.getvalue().count("AssertionError")


def where_it_fails():
    """Each frame of a call that fails in Django: ["…/django/….py", line, function]."""
    from django.urls.base import resolve

    try:
        resolve(object())
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
    return [[frame.filename, frame.lineno, frame.name] for frame in frames]
