from django.db import migrations

KIND = "trainings.training"
BATCH = 500


def mark_stale(apps, schema_editor):
    """What trainings are found by has changed: have those that are there read again."""
    alias = schema_editor.connection.alias
    entry = apps.get_model("search", "SearchEntry")
    ids = apps.get_model("trainings", "Training").objects.using(alias).values_list("pk", flat=True)
    entry.objects.using(alias).bulk_create(
        (entry(kind=KIND, object_id=pk, stale=True) for pk in ids.order_by("pk").iterator()),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["stale"],
    )


class Migration(migrations.Migration):

    dependencies = [
        ("trainings", "0010_reserve_the_address_of_browsing"),
        ("search", "0003_keywords_and_names"),
    ]

    operations = [migrations.RunPython(mark_stale, mark_stale, elidable=True)]
