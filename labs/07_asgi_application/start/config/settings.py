"""Django's settings. The project grows with the labs."""

SECRET_KEY = "for the labs only"  # A secret of your own before anybody else can reach the site.

DEBUG = True

INSTALLED_APPS = [
    # TODO(2): "daphne", in the right place.
    "django.contrib.staticfiles",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "config.urls"

# TODO(2): the setting that names the ASGI application.

STATIC_URL = "static/"

USE_TZ = True
