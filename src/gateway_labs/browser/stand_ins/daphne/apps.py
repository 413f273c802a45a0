"""The app, which tells if it stands in the wrong place of INSTALLED_APPS."""

from django.apps import AppConfig, apps
from django.core import checks

ORDER = "Daphne must be listed before django.contrib.staticfiles in INSTALLED_APPS."


class DaphneConfig(AppConfig):
    name = "daphne"
    verbose_name = "Daphne"

    def ready(self) -> None:
        checks.register(check_order, checks.Tags.staticfiles)


def check_order(app_configs, **options) -> list[checks.Error]:
    """Daphne's own check: it brings `runserver` only where it comes before staticfiles."""
    names = [app.name for app in apps.get_app_configs()]
    both = "daphne" in names and "django.contrib.staticfiles" in names
    if both and names.index("daphne") > names.index("django.contrib.staticfiles"):
        return [checks.Error(ORDER, id="daphne.E001")]
    return []
