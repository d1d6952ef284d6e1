"""Trainings and centres of an import: their addresses, and only what differs is written."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trainings.factories import TrainingFactory
from trainings.models import Centre, ImportColumn, Session, Training
from trainings.services.imports import pipeline

pytestmark = pytest.mark.django_db


def test_only_the_fields_that_differ_are_written(source, apply):
    apply(source())
    changed = source({"Titre": "Maçonne", "CP": "59000"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        apply(changed)
    (written,) = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "trainings_training"')]
    assert '"title"' in written
    assert '"title_key"' in written
    assert '"hours"' not in written
    assert Training.objects.get().title_key == "maconne"


def test_a_centre_keeps_what_the_file_does_not_say(source, apply, profile):
    apply(source())
    Centre.objects.update(contact_phone="03 20 00 00 00", address="1, rue Haute")
    ImportColumn.objects.create(profile=profile, fixed="2, rue Basse", field="centre.address")
    assert apply(source()).counts["centre.changed"] == 1
    centre = Centre.objects.get()
    assert (centre.address, centre.contact_phone) == ("2, rue Basse", "03 20 00 00 00")


def test_two_checks_that_differ_far_in_a_text_have_two_digests(source, profile):
    profile.columns.filter(column="Remarque").update(field="training.programme")
    TrainingFactory(code="F1", programme="x")
    first = pipeline.check(source({"Remarque": "a" * 300 + "b"}), profile)
    second = pipeline.check(source({"Remarque": "a" * 300 + "c"}), profile)
    assert first.examples == second.examples
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("title", "code", "slug"),
    [
        ("Sessions", "---", "sessions-2"),
        ("Centres", "---", "centres-2"),
        ("中文", "---", "formation-2"),
        ("Plombier", "7", "plombier-7-3"),
    ],
)
def test_addresses_that_are_reserved_or_taken(source, apply, title, code, slug):
    for taken in ["formation", "plombier-7", "plombier-7-2"]:
        TrainingFactory(slug=taken)
    apply(source({"Titre": title, "Code": code}))
    assert Training.objects.latest("pk").slug == slug


def test_trainings_of_one_file_never_share_an_address(source, apply):
    rows = [{"Numéro": f"S{n}", "Titre": "中文", "Code": f"{'-' * n}---"} for n in range(3)]
    apply(source(*rows))
    slugs = Training.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["formation", "formation-2", "formation-3"]


def test_codes_that_differ_by_case_are_one_training(source, apply):
    TrainingFactory(code="f1")
    outcome = apply(
        source({"Titre": "Plombier"}, {"Numéro": "S2", "Code": "Ｆ1", "Titre": "Plombier"})
    )
    assert outcome.counts["training.changed"] == 1
    training = Training.objects.get()
    assert (training.code, training.title) == ("f1", "Plombier")
    assert training.sessions.count() == 2


def test_sessions_are_news_when_an_import_publishes_their_training(source, apply, profile):
    apply(source())
    Training.objects.update(is_published=False)
    Session.objects.update(published_at=timezone.now() - timedelta(days=30))
    ImportColumn.objects.create(profile=profile, fixed="oui", field="training.is_published")
    apply(source())
    assert Training.objects.get().is_published
    assert Session.objects.get().published_at > timezone.now() - timedelta(minutes=1)
