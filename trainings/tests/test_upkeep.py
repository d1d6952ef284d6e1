"""What staff keep up: each change recorded, told and read by the search."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.factories import UserFactory
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
    Objective,
    Occupation,
    Session,
    SessionSeats,
    Training,
    TrainingKind,
)
from trainings.services import upkeep
from trainings.services.reference import load_lists

from .index import stale

pytestmark = pytest.mark.django_db


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
        lambda: upkeep.save_subject(occupation, actor=None),
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
    upkeep.save_subject(occupation, actor=None)
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
        told.extend((session.number, set(what), by) for session, what, _before in changes)

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


def test_a_centre_that_will_close_goes_on_until_then(told):
    today = timezone.localdate()
    before = SessionFactory(starts_on=today, ends_on=today + timedelta(days=150))
    centre = before.centre
    after = SessionFactory(centre=centre, starts_on=today, ends_on=today + timedelta(days=700))
    centre.closed_on = today + timedelta(days=700)
    upkeep.save_centre(centre, actor=None)
    assert told == [(after.number, {"closed"}, None)]
    assert set(Session.objects.values_list("number", "state")) == {
        (before.number, "open"),
        (after.number, "closed"),
    }
    assert centre in Centre.objects.public()
    # It closes earlier than was said.
    centre.closed_on = today + timedelta(days=100)
    upkeep.save_centre(centre, actor=None)
    assert told[1:] == [(before.number, {"closed"}, None)]
    with time_machine.travel(datetime.combine(centre.closed_on, time(12), tzinfo=UTC)):
        assert centre not in Centre.objects.public()


@pytest.mark.parametrize("is_new", [True, False])
def test_no_session_is_open_in_a_closed_centre(is_new):
    centre = CentreFactory(closed_on=timezone.localdate())
    if is_new:
        session = SessionFactory.build(centre=centre, training=TrainingFactory(), seats={})
    else:
        session = SessionFactory(centre=centre, draft=True)
        session.state = Session.State.OPEN
    with pytest.raises(upkeep.NotPossible, match="ferme le"):
        upkeep.save_session(session, actor=None)
    session.state = Session.State.CLOSED
    upkeep.save_session(session, actor=None)


def test_sessions_are_news_when_their_training_is_published():
    training = TrainingFactory(hidden=True)
    session = SessionFactory(training=training)
    closed = SessionFactory(training=training, closed=True)
    long_ago = timezone.now() - timedelta(days=30)
    Session.objects.update(published_at=long_ago)
    training.is_published = True
    with time_machine.travel(datetime(2999, 1, 1, tzinfo=UTC), tick=False):
        upkeep.save_training(training, actor=None)
    session.refresh_from_db()
    assert session.published_at == datetime(2999, 1, 1, tzinfo=UTC)
    with time_machine.travel(datetime(2999, 1, 2, tzinfo=UTC), tick=False):
        upkeep.save_training(training, actor=None)
    session.refresh_from_db()
    closed.refresh_from_db()
    assert session.published_at == datetime(2999, 1, 1, tzinfo=UTC)
    assert closed.published_at == long_ago


@pytest.mark.parametrize(
    "change",
    [
        lambda: TrainingFactory(code="ABC"),
        lambda: Training.objects.bulk_create(
            [TrainingFactory.build(code=" ａBC", kind=TrainingKindFactory())]
        ),
        lambda: CentreFactory(name="AFPA", city="lille"),
        lambda: Session.objects.update(state="gone"),
        lambda: SessionSeats.objects.update(funding="gone"),
        lambda: Domain.objects.filter(parent=None).update(root=F("pk")),
        lambda: Domain.objects.exclude(parent=None).update(root=None),
    ],
)
def test_the_database_refuses_what_no_service_would_do(change):
    SessionFactory(training__code="abc", centre__name="Afpa", centre__city="Lille")
    DomainFactory(parent=DomainFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_a_title_that_grows_when_folded_is_no_obstacle():
    training = TrainingFactory(title="ﬃ" * 255)
    assert len(training.title_key) == 510
    CentreFactory(name="ﷺ" * 200)


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
