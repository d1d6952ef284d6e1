"""A training's page, the centres, the blocks of home and dashboard."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from trainings import registry
from trainings.factories import (
    SessionFactory,
    TrainingFactory,
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
