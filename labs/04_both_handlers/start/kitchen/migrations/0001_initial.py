"""The table of the teas, with three of them in it."""

from django.db import migrations, models

TEAS = {"Mint": 1, "Pu-erh": 30, "Sencha": 3}


def add_teas(apps, schema_editor):
    tea = apps.get_model("kitchen", "Tea")
    tea.objects.bulk_create(tea(name=name, seconds=seconds) for name, seconds in TEAS.items())


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Tea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50, unique=True)),
                ("seconds", models.FloatField(default=3)),
            ],
        ),
        migrations.RunPython(add_teas, migrations.RunPython.noop),
    )
