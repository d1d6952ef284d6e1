"""Staff are signed out after half an hour without a request; what they typed is kept."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SPACE = "/mon-espace/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = "Votre session s’est fermée après 30 minutes sans activité."


@pytest.fixture
def clock(settings):
    settings.EMBEDDED = False
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client, clock):
    client.force_login(UserFactory(administrator=True, username="chef"))
    assert client.get(SPACE).status_code == 200
    return client


def test_half_an_hour_without_a_request_ends_the_session(staff, clock):
    clock.shift(timedelta(minutes=30))

    page = staff.get(SPACE, follow=True)

    assert page.redirect_chain[-1][0].startswith("/connexion/")
    assert SAID in page.content.decode()
    assert "_auth_user_id" not in staff.session


def test_each_request_begins_the_half_hour_again(staff, clock):
    for _turn in range(4):
        clock.shift(timedelta(minutes=29))
        assert staff.get(SPACE).status_code == 200


def test_it_is_noted_once_a_minute(staff, clock):
    first = staff.session["seen_at"]
    clock.shift(59)
    staff.get(SPACE)
    assert staff.session["seen_at"] == first
    clock.shift(1)
    staff.get(SPACE)
    assert staff.session["seen_at"] == first + 60


@pytest.mark.parametrize(
    ("page", "field"), [("/mon-espace/profil/modifier/", "last_name"), ("/gestion/", "note")]
)
def test_what_was_typed_comes_back_after_signing_in(staff, clock, page, field):
    clock.shift(timedelta(minutes=31))
    staff.post(page, {field: "Lefèvre"})
    assert "_auth_user_id" not in staff.session

    staff.post("/connexion/", {"login": "chef", "password": PASSWORD})
    text = staff.get(page).content.decode()

    assert f'name="{field}" value="Lefèvre"' in text


def test_members_stay_signed_in(client, clock):
    client.force_login(UserFactory())
    client.get(SPACE)
    clock.shift(timedelta(hours=5))

    assert client.get(SPACE).status_code == 200
    assert "seen_at" not in client.session


def test_the_embedded_run_says_nothing(client, settings):
    assert settings.EMBEDDED
    client.force_login(UserFactory(administrator=True))
    with time_machine.travel(NOON, tick=False) as clock:
        client.get(SPACE)
        clock.shift(timedelta(hours=5))
        assert client.get(SPACE).status_code == 200
        assert "seen_at" not in client.session
