"""A training's page, the centres, the blocks of home and dashboard."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.territories.models import Commune, PostalCode
from trainings import registry
from trainings.blocks import browse_domains
from trainings.factories import (
    CentreFactory,
    DomainFactory,
    SessionFactory,
    TrainingFactory,
    department,
)
from trainings.models import FormerSlug, Funding, Session
from trainings.services.seats import take_seat
from trainings.services.upkeep import save_training

pytestmark = pytest.mark.django_db
COLUMNS = [
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
    assert [re.sub("<[^>]+>", "", header) for header in headers[1:-1]] == COLUMNS
    assert f"Code de la formation : {session.training.code}" in page
    assert "Lieux et dates" in page
    assert "1 session prévue" in page
    assert session.number in page
    assert "Hauts-de-France" in page
    assert "3 places libres sur 3" in page
    assert "Imprimer" in page


@pytest.mark.parametrize("trait", ["draft", "cancelled", "over"])
def test_sessions_never_published_or_begun_are_not_shown(page_of, trait):
    session = SessionFactory(**{trait: True})
    page = page_of(session.training.get_absolute_url())
    assert session.number not in page
    assert "Aucune session n'est prévue pour le moment" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": Session.State.CANCELLED}, "Session annulée"),
        ({"state": Session.State.CLOSED}, "Inscriptions terminées"),
        ({"registration_ends_at": timezone.now()}, "Inscriptions terminées"),
    ],
)
def test_who_holds_the_number_of_a_session_that_is_over_reads_why(
    client, page_of, indexed, change, words
):
    """Under the table, folded, without action; and by its number."""
    session = SessionFactory()
    Session.objects.filter(pk=session.pk).update(**change)
    indexed()
    address = session.training.get_absolute_url()
    page = page_of(address)
    assert "1 session fermée ou annulée" in page
    assert '<details class="over-sessions">' in page
    row = page[page.index(f'id="session-{session.number}"') :].split("</li>")[0]
    assert words in row
    assert "<a" not in row
    assert '<details class="over-sessions" open>' in page_of(f"{address}?session={session.number}")
    assert f"/sessions/{session.number}.ics" not in page
    if "state" in change:
        page = page_of(reverse("trainings:list"), {"q": session.number})
        assert f'{words}. <a href="{address}?session={session.number}#session-' in page


def test_an_address_that_names_a_session_opens_its_page(page_of):
    training = TrainingFactory()
    today = timezone.localdate()
    for days in range(26):
        last = SessionFactory(training=training, starts_on=today + timedelta(days=days + 1))
    page = page_of(last.get_absolute_url())
    assert f'id="session-{last.number}"' in page
    assert "Page 2 sur 2" in page


@pytest.mark.parametrize("traits", [None, {}])
def test_those_without_an_action_are_told_whom_to_call(client, page_of, enrol, traits):
    session = SessionFactory(centre__contact_phone="03 20 00 00 00")
    if traits is not None:
        sign_in(client, **traits)
    page = page_of(session.training.get_absolute_url())
    assert "Cette formation vous intéresse ? Appelez le centre" in page
    assert ("créez votre compte</a>" in page) == (traits is None)
    assert '<a href="tel:0320000000">03 20 00 00 00</a>' in page


def test_an_advisor_is_not_told_to_call(client, page_of, enrol):
    sign_in(client, partner=True)
    page = page_of(SessionFactory().training.get_absolute_url())
    assert "Cette formation vous intéresse" not in page


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


def test_a_session_whose_seats_nobody_counted_takes_candidates(client, page_of, enrol):
    session = SessionFactory(seats={})
    sign_in(client, partner=True)
    page = page_of(session.training.get_absolute_url())
    assert "Places : à demander au centre" in page
    assert "Session complète" not in page
    assert f"/inscrire/{session.number}/" in page
    take_seat(session, Funding.COLLECTIVE, "A")
    page = page_of(session.training.get_absolute_url())
    assert "None" not in page
    assert "Financement collectif" not in page


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


def test_what_to_bring_to_the_enrolment(page_of):
    training = TrainingFactory(supporting_documents="Pièce d'identité\nCV")
    page = page_of(training.get_absolute_url())
    assert "<h2>Pièces à fournir</h2><p>Pièce d'identité<br>CV</p>" in page
    assert "Pièces à fournir" not in page_of(TrainingFactory().get_absolute_url())


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


def test_centres_cost_the_same_for_one_and_three(client, kept_offer, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(8) as queries:
            client.get(reverse("trainings:centres"))
        return len(queries)

    CentreFactory()
    kept_offer()
    cost()  # what every page reads once is cached
    one = cost()
    CentreFactory.create_batch(2)
    kept_offer()
    cost()  # so are the names of their regions
    assert cost() == one


def test_centres_follow_the_search(page_of, indexed):
    """Words are those of a training where no centre has them."""
    lens = CentreFactory(
        name="Atelier de Lens", department=department(), latitude=50.4, longitude=2.8
    )
    CentreFactory(name="Campus de Lille", department=department(), latitude=50.6, longitude=3.06)
    rennes = department("35", "Ille-et-Vilaine", ("53", "Bretagne"))
    far = CentreFactory(name="Campus de Rennes", department=rennes, latitude=48.1, longitude=-1.7)
    SessionFactory(training__title="Soudeur", centre=lens, work_study=True)
    SessionFactory(training__title="Soudeur", centre=far)
    commune = Commune.objects.create(
        code="59350",
        name="Lille",
        name_key="lille",
        department=department(),
        latitude=50.6,
        longitude=3.06,
    )
    PostalCode.objects.create(code="59000", commune=commune)
    indexed()
    for query, names in [
        ("", ["Lens", "Lille", "Rennes"]),
        ("region=53", ["Rennes"]),
        ("departement=59", ["Lens", "Lille"]),
        ("pres-de=59000", ["Lille", "Lens", "Rennes"]),
        ("pres-de=59000&rayon=50", ["Lille", "Lens"]),
        ("pres-de=59000&rayon=10", ["Lille"]),
        ("alternance=1", ["Lens"]),
        ("q=campus&region=53", ["Rennes"]),
        ("q=soudeur", ["Lens", "Rennes"]),
        ("q=soudeur&region=32", ["Lens"]),
        (f"centre={far.pk}&region=32", ["Lens", "Lille"]),
    ]:
        page = page_of(f"{reverse('trainings:centres')}?{query}")
        found = re.findall(r'panel-title">\w+ de (\w+)<', page)
        if "pres-de" in query:
            assert found == names, query
        assert sorted(found) == sorted(names), query
        count = f'Centres <span class="facet-count">({len(names)})</span>'
        assert count in page, query
        assert count in page_of(f"{reverse('trainings:list')}?{query}"), query


def test_from_a_centre_to_its_sessions_and_back_to_the_trainings(page_of):
    session = SessionFactory(centre__name="Atelier")
    SessionFactory(training=session.training, centre=session.centre)
    empty = CentreFactory(name="Campus")
    page = page_of(reverse("trainings:centres"), {"region": "32"})
    assert f'<a href="/formations/?centre={session.centre.pk}">2 sessions prévues' in page
    assert f"?centre={empty.pk}" not in page
    assert '<a href="/formations/?region=32">Formations <span class="facet-count">(1)' in page
    assert "Retirer Hauts-de-France" in page
    page = page_of(reverse("trainings:list"), {"region": "32", "centre": session.centre.pk})
    assert '<a href="/formations/centres/?region=32">Tous les centres</a>' in page


def test_a_centre_named_after_its_town_does_not_say_it_twice(page_of):
    SessionFactory(
        centre__name="Centre de formation de Saint-Étienne", centre__city="SAINT ETIENNE"
    )
    SessionFactory(centre__name="Campus", centre__city="Metz")
    page = page_of(reverse("trainings:list"))
    assert 'Centre de formation de Saint-Étienne <span class="facet-count">' in page
    assert "Campus (Metz)" in page


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
    sign_in(client, **traits)
    page = page_of(reverse("accounts:dashboard"))
    for words in [title, "Métier", "Région", "Domaine", "Valider"]:
        assert words in page


def test_the_dashboard_offers_what_finds_something(client, page_of):
    department("977", "Saint-Barthélemy", ("977", "Saint-Barthélemy"))
    SessionFactory(training__domains=[DomainFactory(name="Bâtiment")])
    DomainFactory(name="Vide")
    sign_in(client)
    page = page_of(reverse("accounts:dashboard"))
    assert ">Hauts-de-France</option>" in page
    assert ">Bâtiment</option>" in page
    assert "Saint-Barthélemy" not in page
    assert "Vide" not in page
