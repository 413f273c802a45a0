"""The smallest settings for this lab: one app, one database file, no middleware."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "only for this lab"
DEBUG = True
ROOT_URLCONF = "config.urls"
INSTALLED_APPS = ["kitchen"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
