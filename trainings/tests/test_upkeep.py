"""What staff keep up, through services and Django admin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.search.models import SearchEntry
from portal.territories.communes import load_first_communes
from portal.territories.services import load_territories, position_of
from trainings import registry
from trainings.factories import (
    CentreFactory,
    DomainFactory,
    OccupationFactory,
    SessionFactory,
    TrainingFactory,
    TrainingKindFactory,
    department,
)
from trainings.models import (
    Centre,
    Domain,
    FormerSlug,
    Funding,
    Objective,
    Occupation,
    Session,
    SessionSeats,
    Training,
    TrainingKind,
)
from trainings.services import upkeep
from trainings.services.reference import load_lists
from trainings.services.seats import take_seat

pytestmark = pytest.mark.django_db


def stale(model=Training):
    """The ids of the objects whose entry is to be read again."""
    entries = SearchEntry.objects.filter(stale=True, kind=model._meta.label_lower)
    return set(entries.values_list("object_id", flat=True))


# Services --------------------------------------------------------------------


def test_addresses_that_change_lead_on():
    training = TrainingFactory(slug="a")
    for slug in ["b", "a", "c"]:
        training.slug = slug
        upkeep.save_training(training, actor=None)
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"a", "b"}


def test_a_new_training_takes_over_a_former_address():
    training = TrainingFactory(slug="a")
    training.slug = "b"
    upkeep.save_training(training, actor=None)
    upkeep.save_training(TrainingFactory.build(slug="a", kind=TrainingKindFactory()), actor=None)
    assert not FormerSlug.objects.exists()


@pytest.mark.parametrize("slug", ["centres", "sessions"])
def test_reserved_addresses(slug):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingFactory(slug=slug)


def test_changes_reach_the_search():
    session = SessionFactory()
    training = session.training
    domain, occupation = DomainFactory(), OccupationFactory()
    training.domains.add(domain)
    training.occupations.add(occupation)
    for change in [
        lambda: upkeep.save_training(training, actor=None),
        lambda: upkeep.save_domain(domain, actor=None),
        lambda: upkeep.words_changed(occupation),
        lambda: upkeep.save_centre(session.centre, actor=None),
        lambda: upkeep.save_session(session, actor=None),
    ]:
        SearchEntry.objects.all().delete()
        change()
        assert stale() == {training.pk}


def test_centres_and_occupations_are_read_again_themselves():
    session, occupation = SessionFactory(), OccupationFactory()
    SearchEntry.objects.all().delete()
    upkeep.save_centre(session.centre, actor=None)
    upkeep.occupation_changed(occupation)
    assert stale(Centre) == {session.centre.pk}
    assert stale(Occupation) == {occupation.pk}


def test_a_session_that_moves_to_another_training_reaches_both():
    session = SessionFactory()
    old, session.training = session.training, TrainingFactory()
    upkeep.save_session(session, actor=None)
    assert stale() == {old.pk, session.training.pk}


def test_domains_are_counted_under_their_first_ancestor():
    top, other = DomainFactory(), DomainFactory()
    middle = DomainFactory(parent=top)
    leaf = DomainFactory(parent=middle)
    for domain in [top, middle, leaf]:
        upkeep.save_domain(domain, actor=None)
    assert Domain.objects.get(pk=leaf.pk).root == top
    middle.parent = other
    upkeep.save_domain(middle, actor=None)
    assert Domain.objects.get(pk=leaf.pk).root == other
    middle.parent = None
    upkeep.save_domain(middle, actor=None)
    assert Domain.objects.get(pk=middle.pk).root is None
    assert Domain.objects.get(pk=leaf.pk).root == middle


def test_a_domain_is_not_inside_itself():
    top = DomainFactory()
    top.parent = DomainFactory(parent=top)
    with pytest.raises(upkeep.NotPossible):
        upkeep.save_domain(top, actor=None)


def test_registration_lasts_until_the_end_of_the_day_at_the_centre():
    centre = CentreFactory(time_zone="America/Martinique")
    dates = {
        "registration_opens_on": date(2026, 7, 1),
        "registration_closes_on": date(2026, 7, 14),
    }
    session = SessionFactory(centre=centre, **dates)
    assert session.registration_ends_at == datetime(2026, 7, 15, 4, tzinfo=UTC)
    centre.time_zone = "Indian/Reunion"
    upkeep.save_centre(centre, actor=None)
    session.refresh_from_db()
    assert session.registration_ends_at == datetime(2026, 7, 14, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trait", "is_open"), [("", True), ("not_yet_open", False), ("over", False), ("draft", False)]
)
def test_the_row_and_the_query_agree_on_registration(trait, is_open):
    session = SessionFactory(**({trait: True} if trait else {}))
    assert session.is_open_for_registration is is_open
    assert Session.objects.open_for_registration().exists() is is_open


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": date(2000, 1, 1)},
        {"registration_closes_on": date(2000, 1, 1)},
    ],
)
def test_the_database_refuses_dates_that_go_backwards(values):
    SessionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.update(**values)


@pytest.fixture
def told(monkeypatch):
    """What those who follow sessions are told, as (number, changes, by)."""
    changed = registry.SessionChanged()
    monkeypatch.setattr(upkeep, "session_changed", changed)
    told = []

    @changed.register
    def listen(changes, by):
        told.extend((session.number, set(what), by) for session, what in changes)

    return told


def test_cancelling_tells_those_who_hang_on_it_once(told):
    session, agent = SessionFactory(), UserFactory(staff=True)
    session.state = Session.State.CANCELLED
    for _again in range(2):
        upkeep.save_session(session, actor=agent)
    assert told == [(session.number, {"cancelled"}, agent)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"state": "closed"}, {"closed"}),
        ({"ends_on": timezone.localdate() + timedelta(days=400)}, {"dates"}),
        ({"work_study": True}, None),
    ],
)
def test_what_changes_of_a_session_is_told(told, change, what):
    session = SessionFactory()
    for name, value in change.items():
        setattr(session, name, value)
    upkeep.save_session(session, actor=None)
    assert told == ([(session.number, what, None)] if what else [])


def test_another_centre_is_told(told):
    session = SessionFactory()
    session.centre = CentreFactory()
    upkeep.save_session(session, actor=None)
    assert told == [(session.number, {"place"}, None)]


def test_the_new_address_of_a_centre_is_told_for_what_is_not_over(told):
    session = SessionFactory()
    past = timezone.localdate() - timedelta(days=200)
    SessionFactory(centre=session.centre, starts_on=past, ends_on=past)
    session.centre.address = "1 rue Neuve"
    upkeep.save_centre(session.centre, actor=None)
    session.centre.contact_phone = "03 20 00 00 00"
    upkeep.save_centre(session.centre, actor=None)
    assert told == [(session.number, {"place"}, None)]


def test_a_centre_that_closes_takes_no_more_candidates(told):
    session = SessionFactory()
    draft = SessionFactory(centre=session.centre, draft=True)
    session.centre.closed_on = timezone.localdate()
    for _again in range(2):
        upkeep.save_centre(session.centre, actor=None)
    session.refresh_from_db()
    draft.refresh_from_db()
    assert (session.state, draft.state) == ("closed", "draft")
    assert told == [(session.number, {"closed"}, None)]
    assert not Centre.objects.public().exists()


def test_a_centre_is_where_its_commune_is_unless_it_says_better():
    load_territories()
    load_first_communes()
    centre = CentreFactory.build(department=department(), postal_code="59000")
    upkeep.save_centre(centre, actor=None)
    assert (centre.latitude, centre.longitude) == position_of("59000")
    centre.postal_code = "62000"
    upkeep.save_centre(centre, actor=None)
    assert (centre.latitude, centre.longitude) == position_of("62000")
    centre.latitude, centre.longitude = 50.1, 2.1
    upkeep.save_centre(centre, actor=None)
    assert (centre.latitude, centre.longitude) == (50.1, 2.1)


def test_lists_start_filled_and_stay_as_staff_left_them():
    load_lists()
    assert TrainingKind.objects.count() == 6
    TrainingKind.objects.filter(name="VAE").delete()
    load_lists()
    assert TrainingKind.objects.count() == Objective.objects.count() == 5


# Admin -----------------------------------------------------------------------


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
