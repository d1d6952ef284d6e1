"""Keywords and proper names beside titles; every entry is read again.

Django makes SQLite's table anew to add a column: its triggers are made again, in both directions.
"""

from importlib import import_module

from django.db import migrations, models

first = import_module("portal.search.migrations.0001_initial")


def make_triggers_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in first.SQLITE[1:]:
            schema_editor.execute(statement)


def read_all_again(apps, schema_editor):
    alias = schema_editor.connection.alias
    apps.get_model("search", "SearchEntry").objects.using(alias).update(stale=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_vector_without_pending_list")]

    operations = [
        migrations.AlterModelOptions(
            name="word",
            options={
                "ordering": ["kind", "word", "stem"],
                "verbose_name": "word",
                "verbose_name_plural": "words",
            },
        ),
        migrations.RemoveConstraint(model_name="word", name="search_word_unique"),
        migrations.AddConstraint(
            model_name="word",
            constraint=models.UniqueConstraint(
                fields=["kind", "word", "stem"], name="search_word_and_stem"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, make_triggers_again),
        migrations.AddField(
            model_name="searchentry", name="keywords", field=models.TextField(blank=True)
        ),
        migrations.RunPython(make_triggers_again, migrations.RunPython.noop),
        migrations.RunPython(read_all_again, migrations.RunPython.noop),
    ]
