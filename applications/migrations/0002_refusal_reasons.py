"""The reasons that agents start with; staff change the list."""

from django.db import migrations

REASONS = [
    "Prérequis de la formation non atteints",
    "Projet professionnel à préciser",
    "Formation sans lien avec le projet",
    "Financement impossible",
    "Plus de place dans la session",
    "Personne injoignable ou absente à l’entretien",
    "Autre raison",
]


def add_reasons(apps, schema_editor):
    reason = apps.get_model("applications", "RefusalReason")
    for position, label in enumerate(REASONS, start=1):
        reason.objects.get_or_create(label=label, defaults={"position": position * 10})


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [migrations.RunPython(add_reasons, migrations.RunPython.noop)]
