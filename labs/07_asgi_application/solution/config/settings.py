"""Django's settings. The project grows with the labs."""

SECRET_KEY = "for the labs only"  # A secret of your own before anybody else can reach the site.

DEBUG = True

INSTALLED_APPS = [
    "daphne",  # Before staticfiles: both bring a runserver, and the first one wins.
    "django.contrib.staticfiles",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "config.urls"

ASGI_APPLICATION = "config.asgi.application"

STATIC_URL = "static/"

USE_TZ = True
