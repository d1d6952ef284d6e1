"""Seats are taken, moved and freed by one locked path, and never one too many."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.jobs import schedule
from trainings.factories import SessionFactory
from trainings.models import Funding, SeatHold, Session, SessionSeats
from trainings.services.seats import (
    NoSeatLeft,
    free_lapsed_seats,
    free_seat,
    take_seat,
)
from trainings.services.upkeep import NotPossible, set_capacity

pytestmark = pytest.mark.django_db
COLLECTIVE, INDIVIDUAL = Funding.COLLECTIVE, Funding.INDIVIDUAL


def held(session, funding=COLLECTIVE):
    return SessionSeats.objects.get(session=session, funding=funding).held


def test_taking_and_freeing():
    session = SessionFactory(seats=1)
    take_seat(session, COLLECTIVE, "2026-AAAAAA")
    assert held(session) == 1
    with pytest.raises(NoSeatLeft, match="place"):
        take_seat(session, COLLECTIVE, "2026-BBBBBB")
    free_seat("2026-AAAAAA")
    assert held(session) == 0
    take_seat(session, COLLECTIVE, "2026-BBBBBB")


def test_taking_or_freeing_again_changes_nothing():
    session = SessionFactory(seats=2)
    for _again in range(2):
        take_seat(session, COLLECTIVE, "2026-AAAAAA")
    assert held(session) == 1
    for _again in range(2):
        free_seat("2026-AAAAAA")
    assert held(session) == 0


def test_seats_are_counted_by_funding():
    session = SessionFactory(seats={COLLECTIVE: 1, INDIVIDUAL: 1})
    take_seat(session, COLLECTIVE, "A")
    take_seat(session, INDIVIDUAL, "B")
    with pytest.raises(NoSeatLeft):
        take_seat(session, Funding.JOBSEEKER, "C")


def test_another_funding_moves_the_seat():
    session = SessionFactory(seats={COLLECTIVE: 1, INDIVIDUAL: 1})
    take_seat(session, COLLECTIVE, "A")
    take_seat(session, INDIVIDUAL, "A")
    assert (held(session), held(session, INDIVIDUAL)) == (0, 1)


def test_the_seat_is_kept_when_the_other_funding_has_none():
    session = SessionFactory(seats={COLLECTIVE: 1, INDIVIDUAL: 0})
    take_seat(session, COLLECTIVE, "A")
    with pytest.raises(NoSeatLeft):
        take_seat(session, INDIVIDUAL, "A")
    assert held(session) == 1


def test_a_seat_elsewhere_is_not_taken_twice_by_mistake():
    old, new = SessionFactory(), SessionFactory()
    take_seat(old, COLLECTIVE, "A")
    with pytest.raises(ValueError, match="another session"):
        take_seat(new, COLLECTIVE, "A")


def test_a_cancelled_session_gives_no_seat():
    with pytest.raises(NoSeatLeft, match="annulée"):
        take_seat(SessionFactory(cancelled=True), COLLECTIVE, "A")


def test_a_seat_held_until_a_moment_is_taken_until_it_is_freed():
    """Nobody is given what the pages show as taken."""
    session = SessionFactory(seats=1)
    take_seat(session, COLLECTIVE, "A", until=timezone.now() - timedelta(seconds=1))
    assert not Session.objects.with_seats_left().exists()
    with pytest.raises(NoSeatLeft):
        take_seat(session, COLLECTIVE, "B")
    schedule.get("trainings.lapsed_seats").function()
    assert Session.objects.with_seats_left().exists()
    take_seat(session, COLLECTIVE, "B")
    assert list(SeatHold.objects.values_list("holder", flat=True)) == ["B"]
    assert held(session) == 1


def test_lapsed_seats_are_freed_in_time():
    session = SessionFactory(seats=2)
    take_seat(session, COLLECTIVE, "A", until=timezone.now() - timedelta(minutes=1))
    take_seat(session, COLLECTIVE, "B", until=timezone.now() + timedelta(hours=48))
    free_lapsed_seats()
    assert list(SeatHold.objects.values_list("holder", flat=True)) == ["B"]
    assert held(session) == 1


def test_what_is_shown_is_what_is_enforced():
    session = SessionFactory(seats={COLLECTIVE: 1, INDIVIDUAL: 0})
    listed = Session.objects.with_seats().get()
    assert (listed.seats_left, listed.seats_capacity) == (1, 1)
    assert Session.objects.with_seats_left().exists()
    take_seat(session, COLLECTIVE, "A")
    assert Session.objects.with_seats().get().seats_left == 0
    assert not Session.objects.with_seats_left().exists()


def test_a_session_of_no_seats_is_full():
    SessionFactory(seats=0)
    assert Session.objects.with_seats().get().seats_left == 0
    assert not Session.objects.with_seats_left().exists()


# The database refuses what no service would do.


@pytest.mark.parametrize("values", [{"held": 3}, {"capacity": 0, "held": 1}])
def test_the_database_refuses_one_too_many(values):
    SessionFactory(seats=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionSeats.objects.update(**values)


def test_one_hold_for_a_holder():
    session = SessionFactory()
    take_seat(session, COLLECTIVE, "A")
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatHold.objects.create(seats=session.seats.get(), holder="A")


# Capacity -------------------------------------------------------------------


def test_capacity_is_never_below_what_is_taken():
    session, agent = SessionFactory(seats=3), UserFactory(staff=True)
    take_seat(session, COLLECTIVE, "A")
    take_seat(session, COLLECTIVE, "B")
    with pytest.raises(NotPossible, match="2 places sont prises"):
        set_capacity(session, COLLECTIVE, 1, actor=agent)
    set_capacity(session, COLLECTIVE, 2, actor=agent)
    event = AuditEvent.objects.get(action="trainings.capacity_changed")
    assert event.details == {"funding": "collective", "before": 3, "after": 2}
    assert event.actor == agent


def test_an_unchanged_capacity_leaves_no_trace():
    session = SessionFactory(seats=3)
    set_capacity(session, COLLECTIVE, 3, actor=None)
    assert not AuditEvent.objects.filter(action="trainings.capacity_changed").exists()


# The proof -------------------------------------------------------------------


def test_check_seats(capsys):
    session = SessionFactory(seats=3)
    take_seat(session, COLLECTIVE, "A")
    call_command("check_seats")
    assert "Chaque place" in capsys.readouterr().out
    SessionSeats.objects.update(held=2)
    with pytest.raises(CommandError):
        call_command("check_seats")
    said = capsys.readouterr().err.replace("\xa0", " ")
    assert f"{session.number}, Financement collectif : comptées : 2, occupées : 1" in said


# Seats that nobody counted --------------------------------------------------------


def test_where_nobody_counted_seats_are_taken_and_remembered():
    session = SessionFactory(seats={})
    for number in range(3):
        take_seat(session, COLLECTIVE, f"R-{number}")
    assert held(session) == 3
    assert Session.objects.with_seats().get().seats_left is None
    with pytest.raises(NotPossible):
        set_capacity(session, COLLECTIVE, 2, actor=None)
    set_capacity(session, COLLECTIVE, 3, actor=None)
    with pytest.raises(NoSeatLeft):
        take_seat(session, COLLECTIVE, "R-4")
    with pytest.raises(NoSeatLeft):
        take_seat(session, INDIVIDUAL, "R-4")


def test_uncounted_sessions_are_neither_full_nor_known_to_have_seats():
    uncounted, full, free = (SessionFactory(seats=seats) for seats in [{}, 0, 1])
    assert set(Session.objects.not_full()) == {uncounted, free}
    assert set(Session.objects.with_seats_left()) == {free}
    assert uncounted.fundings == list(Funding)
    assert full.fundings == [COLLECTIVE]
