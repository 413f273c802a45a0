"""The async ORM and database_sync_to_async use the same shared thread as sync_to_async."""

import asyncio
import threading

import django
from asgiref.sync import sync_to_async
from django.conf import settings

if not settings.configured:
    memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    settings.configure(
        DATABASES={"default": memory},
        INSTALLED_APPS=["django.contrib.contenttypes"],
    )
    django.setup()

from channels.db import database_sync_to_async  # these imports need the settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db.models import QuerySet


# --8<-- [start:threads]
class Watched(QuerySet):
    """Notes the thread that asks the database."""

    def count(self):
        self.model.thread = threading.get_ident()
        return super().count()


async def threads():
    """Return the thread of each way to run sync code, by a letter."""
    await Watched(ContentType).acount()
    found = {
        "acount()": ContentType.thread,
        "database_sync_to_async": await database_sync_to_async(threading.get_ident)(),
        "sync_to_async": await sync_to_async(threading.get_ident)(),
        "the event loop": threading.get_ident(),
    }
    letters = dict(zip(dict.fromkeys(found.values()), "ABCD", strict=False))
    return {way: letters[thread] for way, thread in found.items()}


# --8<-- [end:threads]
async def with_tables():
    await sync_to_async(call_command)("migrate", verbosity=0, run_syncdb=True)
    return await threads()


def main():
    for way, letter in asyncio.run(with_tables()).items():
        print(f"{way:24}thread {letter}")


if __name__ == "__main__":
    main()
