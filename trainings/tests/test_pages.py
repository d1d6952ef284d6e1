"""A training's page, the centres, the blocks of home and dashboard."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from trainings import registry
from trainings.blocks import browse_domains
from trainings.factories import CentreFactory, DomainFactory, SessionFactory, TrainingFactory
from trainings.models import FormerSlug, Funding
from trainings.services.seats import take_seat
from trainings.services.upkeep import save_training

pytestmark = pytest.mark.django_db
COLUMNS = [
    "Code",
    "N° de session",
    "Région",
    "Établissement",
    "Date de début",
    "Date de fin",
    "CPF",
    "Alternance",
    "Places",
]


@pytest.fixture
def enrol(monkeypatch):
    """An action like the one that applications register, for partners."""
    actions = registry.SessionActions()
    actions.register(
        registry.SessionAction(
            label="Inscrire un candidat",
            href=lambda session: f"/inscrire/{session.number}/",
            shown_to=lambda user: user.is_authenticated and user.is_approved_partner,
        )
    )
    monkeypatch.setattr("trainings.views.training.session_actions", actions)


def sign_in(client, **traits):
    user = UserFactory(**traits)
    client.force_login(user)
    return user


def test_sessions_table(page_of):
    session = SessionFactory(work_study=True, cpf_eligible=True, seats=3)
    page = page_of(session.training.get_absolute_url())
    headers = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)
    # All but the code, which is the same in all rows, sort by a link.
    assert [re.sub("<[^>]+>", "", header) for header in headers[1:-1]] == COLUMNS
    assert "Lieux et dates" in page
    assert "1 session prévue" in page
    assert session.number in page
    assert "Hauts-de-France" in page
    assert "3 places libres sur 3" in page
    assert "Imprimer" in page


@pytest.mark.parametrize("trait", ["draft", "closed", "cancelled", "over"])
def test_other_sessions_are_not_shown(page_of, trait):
    session = SessionFactory(**{trait: True})
    page = page_of(session.training.get_absolute_url())
    assert session.number not in page
    assert "Aucune session n'est prévue pour le moment" in page


def test_an_approved_partner_may_enrol(client, page_of, enrol):
    session = SessionFactory()
    sign_in(client, partner=True)
    page = page_of(session.training.get_absolute_url())
    assert f'href="/inscrire/{session.number}/"' in page
    assert ">Inscrire un candidat</a>" in page


@pytest.mark.parametrize("traits", [{}, {"pending_partner": True}, {"staff": True}])
def test_others_have_no_action(client, page_of, enrol, traits):
    session = SessionFactory()
    sign_in(client, **traits)
    page = page_of(session.training.get_absolute_url())
    assert f"/inscrire/{session.number}/" not in page
    assert "Inscriptions ouvertes jusqu'au" in page
    assert "Connectez-vous pour inscrire" not in page


def test_a_visitor_is_invited_to_sign_in_and_comes_back(page_of, enrol):
    training = SessionFactory().training
    page = page_of(training.get_absolute_url())
    assert "Connectez-vous pour inscrire un candidat" in page
    assert f"/connexion/?next={training.get_absolute_url()}" in page


def test_a_visitor_is_not_invited_for_nothing(page_of, enrol):
    assert "Connectez-vous pour inscrire" not in page_of(TrainingFactory().get_absolute_url())


def test_a_full_session_says_so_instead(client, page_of, enrol):
    session = SessionFactory(seats=1)
    take_seat(session, Funding.COLLECTIVE, "A")
    sign_in(client, partner=True)
    page = page_of(session.training.get_absolute_url())
    assert "Session complète" in page
    assert f"/inscrire/{session.number}/" not in page


def test_registration_not_open_yet(client, page_of, enrol):
    session = SessionFactory(not_yet_open=True)
    sign_in(client, partner=True)
    page = page_of(session.training.get_absolute_url())
    opening = session.registration_opens_on.strftime("%d/%m/%Y")
    assert f"Inscriptions à partir du {opening}" in page
    assert f"/inscrire/{session.number}/" not in page


def test_sessions_are_paginated_by_date(client, page_of):
    training = TrainingFactory()
    today = timezone.localdate()
    for days in range(26, 0, -1):
        SessionFactory(training=training, starts_on=today + timedelta(days=days))
    address = training.get_absolute_url()
    first = client.get(address).context["sessions"]
    assert [session.starts_on for session, _links in first] == sorted(
        session.starts_on for session, _links in first
    )
    assert "Page 2 sur 2" in page_of(address, {"page": "99"})


@pytest.mark.parametrize("traits", [None, {}, {"partner": True}])
def test_same_queries_for_one_session_and_three(client, django_assert_max_num_queries, traits):
    training = TrainingFactory()
    if traits is not None:
        sign_in(client, **traits)

    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(training.get_absolute_url())
        return len(queries)

    SessionFactory(training=training)
    client.get(training.get_absolute_url())  # what every page reads once is cached
    one = cost()
    SessionFactory.create_batch(2, training=training)
    assert cost() == one


def test_unpublished_page_is_for_staff(client, page_of):
    training = TrainingFactory(hidden=True)
    page_of(training.get_absolute_url(), status=404)
    sign_in(client, staff=True)
    assert "n'est pas publiée" in page_of(training.get_absolute_url())


def test_a_former_address_leads_to_the_new_one(client):
    training = TrainingFactory(slug="ancien")
    training.slug = "nouveau"
    save_training(training, actor=None)
    response = client.get("/formations/ancien/")
    assert response.status_code == 301
    assert response.url == "/formations/nouveau/"


def test_the_former_address_of_an_unpublished_training_is_unknown(client):
    training = TrainingFactory(hidden=True)
    FormerSlug.objects.create(slug="ancien", target=training)
    assert client.get("/formations/ancien/").status_code == 404


def test_texts_are_shown_as_text(client):
    training = TrainingFactory(title="<b>Maçon</b>", programme="<script>alert(1)</script>\nSuite")
    page = client.get(training.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Maçon" in page
    assert "<script>alert" not in page


# Centres ---------------------------------------------------------------------


def test_centres_by_town(page_of, indexed):
    CentreFactory(name="Atelier", city="Hénin-Beaumont", postal_code="62110")
    CentreFactory(name="Campus", city="Lille")
    CentreFactory(name="Fermé", city="Hénin-Beaumont", is_public=False)
    indexed()
    address = reverse("trainings:centres")
    for words in ["henin", "Hénin-Beaumont", "henin beaumon", "621", "62110", "atelliers"]:
        page = page_of(address, {"q": words})
        assert "1 centre" in page
        assert "Atelier" in page
    assert "Aucun centre ne correspond" in page_of(address, {"q": "brest"})
    assert "Fermé" not in page_of(address)


@pytest.mark.parametrize("words", ["\x00", "%", "_", "'\"", "x" * 10_000, "🙂"])
def test_centres_never_fail(client, words):
    CentreFactory()
    query = {"q": words, "page": "9" * 5000}
    assert client.get(reverse("trainings:centres"), query).status_code == 200


def test_centres_cost_the_same_for_one_and_three(client, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(reverse("trainings:centres"))
        return len(queries)

    CentreFactory()
    cost()  # what every page reads once is cached
    one = cost()
    CentreFactory.create_batch(2)
    assert cost() == one


# Blocks ----------------------------------------------------------------------


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


def test_home_counts_each_training_once_under_its_first_level_domain(rf):
    second = DomainFactory(name="Bois", position=2)
    first = DomainFactory(name="Bâtiment", position=1)
    roofing = DomainFactory(name="Toiture", parent=first, root=first)
    TrainingFactory(domains=[first, roofing])
    TrainingFactory(domains=[roofing, second])
    TrainingFactory(domains=[second], hidden=True)
    request = rf.get("/")
    request.user = AnonymousUser()
    shown = browse_domains(request)["domains"]
    counts = {domain["label"]: domain["count"] for domain in shown}
    assert list(counts.items()) == [("Bâtiment", 2), ("Bois", 1)]


@pytest.mark.parametrize(
    ("traits", "title"),
    [({}, "Rechercher une formation"), ({"partner": True}, "Conseiller une personne")],
)
def test_dashboard_searches_by_several_criteria(client, page_of, traits, title):
    sign_in(client, **traits)
    page = page_of(reverse("accounts:dashboard"))
    for words in [title, "Métier", "Région", "Domaine", "Valider"]:
        assert words in page
