"""A small Django application, and what `labs trace` prints about one request to it."""

import os
import subprocess
import sys
from pathlib import Path

# --8<-- [start:app]
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path


def price(request):
    amount = int(request.GET["amount"])
    return HttpResponse(f"{amount * 2} EUR")


urlpatterns = [path("price", price)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="own program")
application = get_asgi_application()
# --8<-- [end:app]

COMMAND = [
    "trace",
    "own_program:application",
    "--get",
    "/price?amount=21",
    "--lines",
    "own_program",
]


def traced():
    """Return what the command prints; it ends with 0 when all was recorded."""
    here = Path(__file__).resolve().parent
    # The command of this checkout, wherever the installed one comes from.
    source = {"PYTHONPATH": str(here.parents[1] / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "gateway_labs.cli", *COMMAND, "--path", here],
        env=os.environ | source | {"COLUMNS": "110", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def main():
    print(traced(), end="")


if __name__ == "__main__":
    main()
