"""Django's settings. The project grows with the labs."""

SECRET_KEY = "for the labs only"  # A secret of your own before anybody else can reach the site.

DEBUG = True

INSTALLED_APPS = [
    "chat",
]

USE_TZ = True
