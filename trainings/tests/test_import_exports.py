"""What the portal exports is read again by its own profiles, and changes nothing."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.factories import UserFactory
from portal.territories.services import load_territories
from trainings.factories import CentreFactory, DomainFactory, SessionFactory, TrainingFactory
from trainings.models import (
    Centre,
    Funding,
    ImportProfile,
    Session,
    SessionSeats,
    Training,
    WayOfLearning,
)
from trainings.services.imports import pipeline, profiles
from trainings.services.imports.mapping import TableSource
from trainings.services.reference import load_lists

pytestmark = pytest.mark.django_db
SESSIONS, TRAININGS = "Export des sessions du portail", "Export des formations du portail"
MODELS = [Training, Centre, Session, SessionSeats]


@pytest.fixture(autouse=True)
def lists(client):
    load_territories()
    load_lists()
    profiles.load_profiles()
    client.force_login(UserFactory())
    with translation.override("fr"):
        yield


@pytest.fixture
def offer(lists):
    """Titles that look like formulas, words that two notations have, seats, another profile."""
    nightly = ImportProfile.objects.get(name="LHEO")
    domain = DomainFactory(name="Santé, social")
    titles = [
        "+ de confiance en soi",
        "=1+1",
        "-- Reprise",
        "@venir",
        "L’été : « oui »; non",
        "É" * 9,
    ]
    for number, title in enumerate(titles):
        training = TrainingFactory(
            title=title,
            code=f"F-{number}",
            hours=35 * number or None,
            level=[None, 3, 8][number % 3],
            way_of_learning=WayOfLearning.values[number % 4],
            rncp_code="RNCP320" if number else "",
            domains=[domain],
        )
        centre = CentreFactory(name=f"Centre n° {number}", address="-12, rue Basse")
        for way in WayOfLearning.values:
            SessionFactory(
                training=training,
                centre=centre,
                seats={Funding.COLLECTIVE: 3, Funding.JOBSEEKER: number},
                way_of_learning=way,
                work_study=way == "work_study",
                cpf_eligible=bool(number % 2),
                import_profile=nightly,
            )


@pytest.fixture
def read_again(client, tmp_path):
    def run(address, extension, name):
        path = tmp_path / f"export.{extension}"
        path.write_bytes(client.get(address).getvalue())
        profile = ImportProfile.objects.get(name=name)
        return pipeline.apply(TableSource(path, profile), profile, actor=None)

    return run


def everything():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("route", "name", "counted"),
    [
        ("export_sessions", SESSIONS, {"session.same": 24, "training.same": 6, "centre.same": 6}),
        ("export_trainings", TRAININGS, {"training.same": 6}),
    ],
)
def test_an_export_that_is_imported_changes_nothing(
    read_again, offer, indexed, route, name, counted, extension
):
    indexed()
    before = everything()
    outcome = read_again(reverse(f"trainings:{route}", args=[extension]), extension, name)
    assert outcome.problems == []
    assert outcome.counts == {"rows": max(counted.values()), **counted}
    assert everything() == before


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_sessions_of_one_training_too(read_again, offer, extension):
    training = Training.objects.get(code="F-0")
    address = reverse("trainings:export_training", args=[training.slug, extension])
    assert read_again(address, extension, SESSIONS).counts["session.same"] == 4
    training.refresh_from_db()
    assert training.title == "+ de confiance en soi"
