"""Django's ORM in a coroutine: refused. Three ways that work."""

import asyncio

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation

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


# --8<-- [start:wrong]
async def wrong():
    return len(ContentType.objects.all())


async def wrong_later():
    kinds = await sync_to_async(ContentType.objects.all)()  # asks nothing yet
    return len(kinds)  # it asks here, on the loop's thread


# --8<-- [end:wrong]
# --8<-- [start:right]
async def with_async_orm():
    return await ContentType.objects.acount()


async def with_async_for():
    return len([kind async for kind in ContentType.objects.all()])


async def with_a_thread():
    return await database_sync_to_async(lambda: len(ContentType.objects.all()))()


# --8<-- [end:right]
def outcome(function):
    """Return the count, or the name of Django's refusal."""

    async def prepared():
        # One loop for both: the database in memory belongs to the shared thread.
        await sync_to_async(call_command)("migrate", verbosity=0, run_syncdb=True)
        return await function()

    try:
        return asyncio.run(prepared())
    except SynchronousOnlyOperation as error:
        return f"{type(error).__name__}: {str(error).split(' - ')[0]}"


def main():
    for function in (wrong, wrong_later, with_async_orm, with_async_for, with_a_thread):
        print(f"{function.__name__:16}{outcome(function)}")


if __name__ == "__main__":
    main()
