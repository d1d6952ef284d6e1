"""Keeping the catalogue up in Django admin: each change goes through its service."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.search.models import SearchEntry
from portal.search.services import reindex_stale
from trainings.admin.sessions import SessionAdmin
from trainings.factories import (
    CentreFactory,
    DomainFactory,
    OccupationFactory,
    SessionFactory,
    TrainingFactory,
    TrainingKindFactory,
)
from trainings.models import (
    Centre,
    FormerSlug,
    Funding,
    Occupation,
    Session,
    SessionSeats,
    Training,
)
from trainings.services import upkeep
from trainings.services.seats import take_seat

from .index import stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def admin_page(model, action, *args):
    return reverse(f"admin:trainings_{model}_{action}", args=args)


def posted_session(session, capacity, **changes):
    seats = session.seats.get()
    return {
        "number": session.number,
        "training": session.training_id,
        "centre": session.centre_id,
        "state": session.state,
        "starts_on": session.starts_on.strftime("%d/%m/%Y"),
        "ends_on": session.ends_on.strftime("%d/%m/%Y"),
        "registration_opens_on": session.registration_opens_on.strftime("%d/%m/%Y"),
        "registration_closes_on": session.registration_closes_on.strftime("%d/%m/%Y"),
        "way_of_learning": session.way_of_learning,
        "seats-TOTAL_FORMS": 1,
        "seats-INITIAL_FORMS": 1,
        "seats-0-id": seats.pk,
        "seats-0-session": session.pk,
        "seats-0-funding": seats.funding,
        "seats-0-capacity": capacity,
        **changes,
    }


def test_capacity_in_admin_goes_through_the_service(client, administrator):
    session = SessionFactory(seats=2)
    take_seat(session, Funding.COLLECTIVE, "A")
    address = admin_page("session", "change", session.pk)
    refused = client.post(address, posted_session(session, 0))
    assert "1 place est prise" in refused.content.decode()
    assert client.post(address, posted_session(session, 5)).status_code == 302
    assert SessionSeats.objects.get().capacity == 5
    event = AuditEvent.objects.get(action="trainings.capacity_changed")
    assert event.actor == administrator


def test_dates_that_go_backwards_are_refused_with_a_sentence(client, administrator):
    session = SessionFactory(seats=2)
    data = posted_session(session, 2, ends_on="01/01/2000", registration_closes_on="01/01/2000")
    page = client.post(admin_page("session", "change", session.pk), data).content.decode()
    assert "ne peut pas se terminer avant de commencer" in page
    assert "ne peuvent pas se fermer avant" in page


def test_seats_may_be_added_in_admin(client, administrator):
    session = SessionFactory(seats=2)
    data = posted_session(
        session,
        2,
        **{
            "seats-TOTAL_FORMS": 2,
            "seats-1-session": session.pk,
            "seats-1-funding": Funding.INDIVIDUAL,
            "seats-1-capacity": 4,
        },
    )
    client.post(admin_page("session", "change", session.pk), data)
    assert SessionSeats.objects.get(funding=Funding.INDIVIDUAL).capacity == 4


def test_seats_stay_with_their_funding_in_admin(client, administrator):
    session = SessionFactory(seats=2)
    data = posted_session(session, 3, **{"seats-0-funding": Funding.INDIVIDUAL})
    assert client.post(admin_page("session", "change", session.pk), data).status_code == 302
    seats = SessionSeats.objects.get()
    assert (seats.funding, seats.capacity) == (Funding.COLLECTIVE, 3)


def test_a_capacity_that_has_become_too_low_is_refused_with_a_sentence(
    client, administrator, monkeypatch
):
    session = SessionFactory(seats=2)

    def taken_meanwhile(session, actor):
        take_seat(session, Funding.COLLECTIVE, "A")

    monkeypatch.setattr(upkeep, "save_session", taken_meanwhile)
    data = posted_session(session, 0)
    page = client.post(admin_page("session", "change", session.pk), data, follow=True)
    assert "1 place est prise" in page.content.decode()
    assert SessionSeats.objects.get().capacity == 2


@pytest.mark.parametrize("way", ["page", "bulk"])
def test_a_session_with_seats_taken_is_never_deleted(client, administrator, way):
    session = SessionFactory(seats=2)
    take_seat(session, Funding.COLLECTIVE, "A")
    if way == "page":
        client.post(admin_page("session", "delete", session.pk), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": session.pk, "post": "yes"}
        client.post(admin_page("session", "changelist"), data)
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_that_nobody_asked_for_may_be_deleted(client, administrator):
    session = SessionFactory()
    client.post(admin_page("session", "delete", session.pk), {"post": "yes"})
    assert not Session.objects.exists()
    assert stale() == {session.training_id}


def test_saving_a_training_in_admin(client, administrator):
    domain = DomainFactory()
    data = {
        "title": "Maçon",
        "slug": "macon",
        "code": "F1",
        "kind": TrainingKindFactory().pk,
        "way_of_learning": "on_site",
        "is_published": "on",
        "domains": [domain.pk],
    }
    refused = client.post(admin_page("training", "add"), {**data, "slug": "centres"})
    assert "réservée" in refused.content.decode()
    assert client.post(admin_page("training", "add"), data).status_code == 302
    training = Training.objects.get()
    assert stale() == {training.pk}
    assert list(training.domains.all()) == [domain]
    address = admin_page("training", "change", training.pk)
    client.post(address, {**data, "slug": "maconnerie"})
    assert FormerSlug.objects.get().slug == "macon"


def test_texts_lose_their_control_characters(client, administrator):
    data = {
        "title": "Plom\x02bier",
        "slug": "plombier",
        "code": "F1",
        "kind": TrainingKindFactory().pk,
        "way_of_learning": "on_site",
        "programme": "Souder\x0b,\r\n\tvisser",
    }
    client.post(admin_page("training", "add"), data)
    training = Training.objects.get()
    assert (training.title, training.programme) == ("Plombier", "Souder,\r\n\tvisser")
    page = client.post(admin_page("training", "add"), {**data, "slug": "b", "title": "\x02"})
    assert "Ce champ" in page.content.decode()


@pytest.mark.parametrize("way", ["page", "bulk"])
def test_deleting_a_training_leaves_the_index(client, administrator, way):
    training = TrainingFactory()
    if way == "page":
        client.post(admin_page("training", "delete", training.pk), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": training.pk, "post": "yes"}
        client.post(admin_page("training", "changelist"), data)
    assert not Training.objects.exists()
    assert stale() == {training.pk}


@pytest.mark.parametrize("way", ["page", "bulk"])
@pytest.mark.parametrize("factory", [CentreFactory, DomainFactory, OccupationFactory])
def test_what_is_deleted_leaves_the_search_and_a_trace(client, administrator, factory, way):
    thing = factory()
    model = type(thing)
    upkeep.mark_stale(*([thing] if model in {Centre, Occupation} else []))
    name = model._meta.model_name
    if way == "page":
        client.post(admin_page(name, "delete", thing.pk), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": thing.pk, "post": "yes"}
        client.post(admin_page(name, "changelist"), data)
    assert not model.objects.exists()
    reindex_stale()
    assert not SearchEntry.objects.filter(kind=model._meta.label_lower).exists()
    event = AuditEvent.objects.get(action=f"trainings.{name}_deleted")
    assert event.actor == administrator


def test_a_centre_with_sessions_is_not_deleted(client, administrator):
    session = SessionFactory()
    client.post(admin_page("centre", "delete", session.centre.pk), {"post": "yes"})
    assert Centre.objects.exists()
    assert not AuditEvent.objects.filter(action="trainings.centre_deleted").exists()


def posted_centre(centre, **changes):
    fields = ["name", "address", "postal_code", "city", "time_zone"]
    values = {name: getattr(centre, name) for name in fields}
    return {**values, "department": centre.department.pk, "is_public": "on", **changes}


def test_two_centres_of_one_name_in_one_town_are_one(client, administrator):
    known = CentreFactory(name="Afpa", city="Lille")
    address = admin_page("centre", "add")
    page = client.post(address, posted_centre(known, name="AFPA")).content.decode()
    assert "Un centre de ce nom existe déjà" in page
    assert admin_page("centre", "change", known.pk) in page
    assert client.post(address, posted_centre(known, name="Afpa Fives")).status_code == 302
    saved = client.post(admin_page("centre", "change", known.pk), posted_centre(known))
    assert saved.status_code == 302


def test_one_code_one_training(client, administrator):
    known = TrainingFactory(code="abc")
    data = {
        "title": "Maçon",
        "slug": "macon",
        "code": "ABC",
        "kind": known.kind_id,
        "way_of_learning": "on_site",
    }
    page = client.post(admin_page("training", "add"), data).content.decode()
    assert "a déjà ce code" in page
    assert admin_page("training", "change", known.pk) in page


def test_two_who_add_the_same_at_once_are_told(client, administrator, monkeypatch):
    known = CentreFactory()
    # The other one has not saved yet when this one is checked.
    monkeypatch.setattr("trainings.admin.centres.place_key", lambda *words: "")
    page = client.post(admin_page("centre", "add"), posted_centre(known), follow=True)
    assert "vient d’enregistrer la même chose" in page.content.decode()
    assert Centre.objects.count() == 1


def test_no_session_is_opened_in_a_closed_centre(client, administrator):
    session = SessionFactory(draft=True, centre__closed_on=timezone.localdate())
    address = admin_page("session", "change", session.pk)
    page = client.post(address, posted_session(session, 2, state="open")).content.decode()
    assert "Ce centre ferme le" in page
    assert client.post(address, posted_session(session, 2)).status_code == 302


def test_a_centre_that_closes_just_now_is_told(client, administrator, monkeypatch):
    session = SessionFactory(draft=True)

    class SeenBefore(SessionAdmin.form):
        def clean(self):
            data = super().clean()
            Centre.objects.update(closed_on=timezone.localdate())
            return data

    monkeypatch.setattr(SessionAdmin, "form", SeenBefore)
    address = admin_page("session", "change", session.pk)
    page = client.post(address, posted_session(session, 2, state="open"), follow=True)
    assert "Ce centre ferme le" in page.content.decode()
    session.refresh_from_db()
    assert session.state == "draft"


def test_agents_are_chosen_by_name(client, administrator):
    agent = UserFactory(staff=True, first_name="Léa", last_name="Petit")
    UserFactory(first_name="Noé", last_name="Grand")
    page = client.get(admin_page("centre", "add")).content.decode()
    assert f"Léa Petit ({agent.email})" in page
    assert "Noé Grand" not in page


def test_a_centre_saved_in_admin_moves_its_sessions(client, administrator):
    session = SessionFactory()
    centre = session.centre
    data = {
        "name": centre.name,
        "is_public": "on",
        "postal_code": "97200",
        "city": "Fort-de-France",
        "department": centre.department_id,
        "time_zone": "America/Martinique",
    }
    client.post(admin_page("centre", "change", centre.pk), data)
    assert Centre.objects.get().city == "Fort-de-France"
    before = session.registration_ends_at
    session.refresh_from_db()
    assert session.registration_ends_at - before >= timedelta(hours=5)


@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("training", TrainingFactory),
        ("session", SessionFactory),
        ("centre", CentreFactory),
        ("domain", lambda: DomainFactory(parent=DomainFactory())),
        ("seathold", lambda: take_seat(SessionFactory(), Funding.COLLECTIVE, str(timezone.now()))),
    ],
)
def test_admin_lists_cost_the_same_for_one_and_three(
    client, administrator, model, make, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(15) as queries:
            client.get(admin_page(model, "changelist"))
        return len(queries)

    make()
    cost()  # what every page reads once is cached
    one = cost()
    make()
    make()
    assert cost() == one


@pytest.mark.parametrize(
    "model", ["training", "session", "centre", "domain", "occupation", "trainingkind", "objective"]
)
def test_admin_pages_open_and_search(client, administrator, model):
    assert client.get(admin_page(model, "add")).status_code == 200
    page = client.get(admin_page(model, "changelist"), {"q": "x'\"%"})
    assert page.status_code == 200


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_a_session_that_moves_says_when_registration_closes(client, administrator):
    session = SessionFactory(seats=2)
    starts = session.starts_on + timedelta(days=1)
    data = posted_session(session, 2, starts_on=starts.strftime("%d/%m/%Y"))
    page = client.post(admin_page("session", "change", session.pk), data, follow=True)
    assert "Les inscriptions se ferment toujours le" in words(page)
    closes = starts - timedelta(days=3)
    session.refresh_from_db()
    data = posted_session(
        session,
        2,
        starts_on=(starts + timedelta(days=1)).strftime("%d/%m/%Y"),
        registration_closes_on=closes.strftime("%d/%m/%Y"),
    )
    page = client.post(admin_page("session", "change", session.pk), data, follow=True)
    assert "Les inscriptions se ferment toujours le" not in words(page)


def test_seats_are_named_in_french(client, administrator):
    session = SessionFactory(seats=2)
    page = words(client.get(admin_page("session", "change", session.pk)))
    assert "Places libres" in page or "places libres" in page
    assert "collective</" not in page
    assert ">Left<" not in page


def test_the_form_of_a_centre_says_closed_in_the_masculine(client, administrator):
    page = words(client.get(admin_page("centre", "add")))
    assert "Fermé le" in page
    assert "Terminée le" not in page


@pytest.mark.parametrize("model", ["session", "training", "centre"])
def test_the_actions_of_a_list_agree_with_no_gender(client, administrator, model):
    SessionFactory()
    page = words(client.get(admin_page(model, "changelist")))
    assert "Supprimer la sélection" in page
    assert "sélectionnés" not in page
