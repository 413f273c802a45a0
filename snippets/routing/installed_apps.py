"""Which `runserver` Django takes, and what its checks say, by the order of INSTALLED_APPS."""

import json
import subprocess
import sys

# --8<-- [start:orders]
ORDERS = {
    "daphne, then staticfiles": ["daphne", "django.contrib.staticfiles"],
    "staticfiles, then daphne": ["django.contrib.staticfiles", "daphne"],
    "staticfiles alone": ["django.contrib.staticfiles"],
}
# --8<-- [end:orders]
# --8<-- [start:program]
PROGRAM = """
import json, sys
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=json.loads(sys.argv[1]), STATIC_URL="static/")
django.setup()
from django.core.checks import run_checks
from django.core.management import get_commands
errors = [error.id for error in run_checks(tags=["staticfiles"])]
print(get_commands()["runserver"], *errors)
"""
# --8<-- [end:program]


def runserver(apps):
    """Return the app whose `runserver` Django takes, and the ids of its checks' errors."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, json.dumps(apps)],
        capture_output=True,
        text=True,
        check=True,
    )
    app, *errors = result.stdout.split()
    return app, errors


def main():
    for title, apps in ORDERS.items():
        app, errors = runserver(apps)
        print(f"{title:26}runserver of {app:27}{' '.join(errors) or 'no error'}")


if __name__ == "__main__":
    main()
