"""A small table to import, and a profile that reads it."""

import csv
from io import StringIO

import pytest
from django.utils import translation

from portal.territories.communes import load_first_communes
from portal.territories.services import load_territories
from trainings.models import ImportColumn, ImportProfile
from trainings.services.imports import pipeline
from trainings.services.imports.mapping import TableSource
from trainings.services.reference import load_lists

COLUMNS = {
    "Numéro": "session.number",
    "Code": "training.code",
    "Titre": "training.title",
    "Type": "training.kind",
    "ROME": "training.occupations",
    "Heures": "training.hours",
    "Centre": "centre.name",
    "CP": "centre.postal_code",
    "Ville": "centre.city",
    "Début": "session.starts_on",
    "Fin": "session.ends_on",
    "Places": "seats.collective",
    "Remarque": "",
}
ROW = ["S1", "F1", "Maçon", "VAE", "", "700", "Afpa", "59000", "Lille", "01/03/2027", "30/06/2027"]
ROW += ["12", "rien"]


@pytest.fixture
def import_lists():
    load_territories()
    load_first_communes()
    load_lists()
    with translation.override("en"):
        yield


@pytest.fixture
def profile(import_lists):
    profile = ImportProfile.objects.create(name="Essai")
    for position, (column, field) in enumerate(COLUMNS.items()):
        ImportColumn.objects.create(profile=profile, position=position, column=column, field=field)
    return profile


@pytest.fixture
def source(tmp_path, profile):
    """A CSV file of these rows, given as changes of ROW: {column: text}."""

    def make(*rows, encoding="utf-8", delimiter=";"):
        text = StringIO()
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerow(COLUMNS)
        for changes in rows or [{}]:
            writer.writerow(
                changes.get(name, cell) for name, cell in zip(COLUMNS, ROW, strict=True)
            )
        path = tmp_path / "file.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return TableSource(path, profile)

    return make


@pytest.fixture
def apply(profile):
    def run(source, **options):
        return pipeline.apply(source, profile, actor=None, **options)

    return run
