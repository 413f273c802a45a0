"""Daphne's `runserver`, which can't run in a browser."""

from django.core.management.base import BaseCommand, CommandError

from gateway_labs.strings import text


class Command(BaseCommand):
    def handle(self, *args, **options) -> None:
        raise CommandError(text("browser.no_socket"))
