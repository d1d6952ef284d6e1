"""The import page of Django admin: a file is given, looked at and decided on."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.factories import UserFactory
from portal.jobs.services import take_job
from trainings.models import ImportColumn, ImportProfile, ImportRun
from trainings.services.reference import load_lists

COLUMNS = {"Code": "training.code", "Titre": "training.title", "Heures": "training.hours"}
FILE = "Code;Titre;Heures\nF1;Maçon;700\nF2;Couvreur;{hours}\n"


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


@pytest.fixture
def small_profile():
    profile = ImportProfile.objects.create(name="Essai")
    for position, (column, field) in enumerate(COLUMNS.items()):
        ImportColumn.objects.create(profile=profile, position=position, column=column, field=field)
    return profile


def address(action, *args):
    return reverse(f"admin:trainings_importrun_{action}", args=args)


@pytest.fixture
def give(client, administrator, small_profile, settings, tmp_path):
    """Give a file on the page and have it checked; returns the run."""
    settings.MEDIA_ROOT = tmp_path
    load_lists()

    def run(text, name="offre.csv", **data):
        upload = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        data = {"profile": data.pop("profile", small_profile).pk, "file": upload, **data}
        response = client.post(address("new"), data)
        assert response.status_code == 302, response.context["form"].errors
        take_job()
        return ImportRun.objects.latest("pk")

    return run


def decide(client, run, **data):
    data = {"seen": run.digest, **data}
    response = client.post(address("decide", run.pk), data, follow=True)
    take_job()
    run.refresh_from_db()
    return response.content.decode()


def stored():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
