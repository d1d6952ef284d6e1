"""Profiles of import in Django admin: made from a file, edited as a list of columns."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from trainings.models import ImportColumn, ImportProfile

pytestmark = pytest.mark.django_db


def test_a_new_profile_takes_the_columns_of_a_file(client, administrator):
    upload = SimpleUploadedFile("x.csv", b"training.code;Formation : titre;Autre\n")
    where = reverse("admin:trainings_importprofile_from_file")
    assert client.post(where, {"name": "Neuf", "file": upload}).status_code == 302
    columns = ImportColumn.objects.values_list("column", "field")
    assert list(columns) == [
        ("training.code", "training.code"),
        ("Formation : titre", "training.title"),
        ("Autre", ""),
    ]
    again = SimpleUploadedFile("x.csv", b"a;b\n")
    page = client.post(where, {"name": "Neuf", "file": again}).content.decode()
    assert "porte déjà ce nom" in page
    empty = SimpleUploadedFile("x.csv", b" ")
    page = client.post(where, {"name": "Vide", "file": empty}).content.decode()
    assert "est vide" in page
    assert ImportProfile.objects.count() == 1


def test_a_profile_is_edited_as_a_list_of_columns(client, administrator, small_profile):
    where = reverse("admin:trainings_importprofile_change", args=[small_profile.pk])
    column = small_profile.columns.get(column="Heures")
    data = {
        "name": "Essai",
        "format": "table",
        "columns-TOTAL_FORMS": 2,
        "columns-INITIAL_FORMS": 1,
        "columns-0-id": column.pk,
        "columns-0-profile": small_profile.pk,
        "columns-0-position": 3,
        "columns-0-column": "Heures",
        "columns-0-field": "",
        "columns-0-note": "Pas les nôtres",
        "columns-1-profile": small_profile.pk,
        "columns-1-position": 4,
        "columns-1-fixed": "VAE",
        "columns-1-field": "training.kind",
    }
    assert client.post(where, data).status_code == 302
    assert ImportColumn.objects.filter(column="Heures", field="").exists()
    assert ImportColumn.objects.filter(fixed="VAE", field="training.kind").exists()
    wrong = {**data, "columns-INITIAL_FORMS": 0, "columns-TOTAL_FORMS": 1, "columns-0-id": ""}
    wrong |= {"columns-0-column": "", "columns-0-fixed": "VAE"}
    assert "dans quel champ" in client.post(where, wrong).content.decode()
