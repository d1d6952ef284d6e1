import unicodedata

from django.db import migrations, models
from django.db.models import Count

BATCH = 500


def fill_codes(apps, schema_editor):
    """Of codes that were taken for different ones, only the first has a key: staff see to the rest."""
    trainings = apps.get_model("trainings", "Training").objects.using(schema_editor.connection.alias)
    taken, batch = set(), []
    for training in trainings.only("code").order_by("pk").iterator(chunk_size=BATCH):
        key = unicodedata.normalize("NFKC", training.code.strip()).casefold()[:100]
        if key in taken:
            continue
        taken.add(key)
        training.code_key = key
        batch.append(training)
        if len(batch) == BATCH:
            trainings.bulk_update(batch, ["code_key"])
            batch = []
    trainings.bulk_update(batch, ["code_key"])


def tell_centres_apart(apps, schema_editor):
    """Of centres with one name in one town, those added later have their number in the key."""
    centres = apps.get_model("trainings", "Centre").objects.using(schema_editor.connection.alias)
    keys = centres.order_by().values("place_key").annotate(n=Count("pk")).filter(n__gt=1)
    for key in keys.values_list("place_key", flat=True):
        for centre in centres.filter(place_key=key).order_by("pk")[1:]:
            centres.filter(pk=centre.pk).update(place_key=f"{key[:670]} {centre.pk}")


def give_roots(apps, schema_editor):
    domains = apps.get_model("trainings", "Domain").objects.using(schema_editor.connection.alias)
    domains.filter(parent=None).exclude(root=None).update(root=None)
    parents = dict(domains.values_list("pk", "parent"))
    for pk in domains.exclude(parent=None).filter(root=None).values_list("pk", flat=True):
        root = pk
        while parents[root]:
            root = parents[root]
        domains.filter(pk=pk).update(root=root)


class Migration(migrations.Migration):

    dependencies = [("trainings", "0006_search_centres_and_occupations")]

    operations = [
        migrations.AddField(
            model_name="training",
            name="code_key",
            field=models.CharField(editable=False, max_length=100, null=True, unique=True),
        ),
        migrations.RunPython(fill_codes, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(tell_centres_apart, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(give_roots, migrations.RunPython.noop, elidable=True),
    ]
