from django.db import migrations

KINDS = {"trainings.centre": "Centre", "trainings.occupation": "Occupation"}
BATCH = 500


def mark_stale(apps, schema_editor):
    """Centres and occupations are searched from now on: have those that are there read."""
    alias = schema_editor.connection.alias
    entries = apps.get_model("search", "SearchEntry").objects.using(alias)
    entry = apps.get_model("search", "SearchEntry")
    for kind, model in KINDS.items():
        ids = apps.get_model("trainings", model).objects.using(alias).values_list("pk", flat=True)
        entries.bulk_create(
            (entry(kind=kind, object_id=pk, stale=True) for pk in ids.order_by("pk").iterator()),
            batch_size=BATCH,
            ignore_conflicts=True,
        )


def forget(apps, schema_editor):
    entries = apps.get_model("search", "SearchEntry").objects.using(schema_editor.connection.alias)
    entries.filter(kind__in=KINDS).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("trainings", "0005_imports"),
        ("search", "0002_vector_without_pending_list"),
    ]

    operations = [migrations.RunPython(mark_stale, forget)]
