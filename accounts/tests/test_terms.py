"""A new version of the terms is accepted at the next page."""

import pytest
from django.utils import timezone

from accounts.factories import UserFactory
from portal.pages.models import Terms, TermsAcceptance
from portal.pages.services import accept_terms

pytestmark = pytest.mark.django_db

ASK = "/mon-espace/conditions/"


def publish(version):
    return Terms.objects.create(
        version=version, body_fr=f"# Conditions {version}", published_at=timezone.now()
    )


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def space(client, person):
    client.force_login(person)
    return client


def test_nothing_is_asked_before_there_are_terms(space):
    assert space.get("/mon-espace/").status_code == 200


def test_visitors_are_asked_nothing(client):
    publish("1")

    assert client.get("/").status_code == 200


def test_the_next_page_asks_and_leads_back(space, person):
    publish("1")
    response = space.get("/mon-espace/profil/?a=b")
    assert response.url == f"{ASK}?next=%2Fmon-espace%2Fprofil%2F%3Fa%3Db"
    page = space.get(response.url)
    assert "Confirmer" in page.content.decode()
    assert "Conditions 1" in page.content.decode()

    response = space.post(ASK, {"version": "1", "next": page.context["next"]})

    assert response.url == "/mon-espace/profil/?a=b"
    assert TermsAcceptance.objects.filter(user=person, terms__version="1").count() == 1
    assert space.get("/mon-espace/").status_code == 200


def test_a_later_version_asks_again_in_the_same_session(space, person):
    accept_terms(person, publish("1"))
    assert space.get("/mon-espace/").status_code == 200

    publish("2")

    assert space.get("/mon-espace/").url.startswith(ASK)


def test_the_version_that_was_read_is_the_one_accepted(space, person):
    publish("1")
    space.get(ASK)
    publish("2")

    page = space.post(ASK, {"version": "1"})

    assert page.status_code == 200
    assert "Conditions 2" in page.content.decode()
    assert not TermsAcceptance.objects.exists()


@pytest.mark.parametrize("wanted", ["https://ailleurs.example/", "//ailleurs.example", "\x00"])
def test_never_to_another_site(space, wanted):
    publish("1")

    assert space.post(ASK, {"version": "1", "next": wanted}).url == "/mon-espace/"


def test_what_was_typed_in_a_form_is_not_lost(space, person):
    publish("1")

    response = space.post(
        "/mon-espace/profil/modifier/",
        {"civility": "mr", "last_name": "Durand", "first_name": "Zoé", "language": "fr"},
    )

    person.refresh_from_db()
    assert response.url == "/mon-espace/profil/"
    assert person.last_name == "Durand"


@pytest.mark.parametrize("page", ["/deconnexion/", "/aide/", "/pages/conditions-generales/"])
def test_help_terms_and_the_way_out_stay_open(space, page):
    publish("1")

    assert ASK not in space.get(page).headers.get("Location", "")


def test_the_answer_is_remembered_for_the_session(space, person, django_assert_max_num_queries):
    accept_terms(person, publish("1"))
    space.get("/mon-espace/profil/")

    with django_assert_max_num_queries(8):
        space.get("/mon-espace/profil/")
