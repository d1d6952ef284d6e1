"""The catalogue's blocks on the home page and on dashboards."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.factories import UserFactory
from trainings.blocks import browse_domains
from trainings.factories import DomainFactory, SessionFactory, TrainingFactory, department

pytestmark = pytest.mark.django_db


def test_home_shows_the_next_sessions_with_seats(page_of):
    SessionFactory(training__title="Plombier", seats=2)
    SessionFactory(training__title="Peintre", seats=0)
    SessionFactory(training__title="Soudeur", not_yet_open=True)
    page = page_of(reverse("home"))
    assert "Prochaines sessions" in page
    assert "Plombier" in page
    assert "Peintre" not in page
    assert "Soudeur" not in page


def test_home_browses_by_domain(page_of):
    domain = DomainFactory(name="Bâtiment", slug="batiment")
    TrainingFactory(domains=[domain])
    DomainFactory(name="Vide")
    page = page_of(reverse("home"))
    assert "/formations/?domaine=batiment" in page
    assert "1 formation" in page
    assert "Vide" not in page


def test_home_counts_each_training_once_under_its_first_level_domain(
    rf, kept_offer, django_assert_num_queries
):
    second = DomainFactory(name="Bois", position=2)
    first = DomainFactory(name="Bâtiment", position=1)
    roofing = DomainFactory(name="Toiture", parent=first, root=first)
    TrainingFactory(domains=[first, roofing])
    TrainingFactory(domains=[roofing, second])
    TrainingFactory(domains=[second], hidden=True)
    request = rf.get("/")
    request.user = AnonymousUser()
    kept_offer()
    with django_assert_num_queries(0):
        shown = browse_domains(request)["domains"]
    counts = {domain["label"]: domain["count"] for domain in shown}
    assert list(counts.items()) == [("Bâtiment", 2), ("Bois", 1)]


@pytest.mark.parametrize(
    ("traits", "title"),
    [({}, "Rechercher une formation"), ({"partner": True}, "Conseiller une personne")],
)
def test_dashboard_searches_by_several_criteria(client, page_of, traits, title):
    client.force_login(UserFactory(**traits))
    page = page_of(reverse("accounts:dashboard"))
    for words in [title, "Métier", "Région", "Domaine", "Valider"]:
        assert words in page


def test_the_dashboard_offers_what_finds_something(client, page_of):
    department("977", "Saint-Barthélemy", ("977", "Saint-Barthélemy"))
    SessionFactory(training__domains=[DomainFactory(name="Bâtiment")])
    DomainFactory(name="Vide")
    client.force_login(UserFactory())
    page = page_of(reverse("accounts:dashboard"))
    assert ">Hauts-de-France</option>" in page
    assert ">Bâtiment</option>" in page
    assert "Saint-Barthélemy" not in page
    assert "Vide" not in page
