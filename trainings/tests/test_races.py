"""Many people want the last seats at the same instant."""

import threading

import pytest
from django.db import connection, connections

from trainings.factories import SessionFactory
from trainings.models import Funding, SeatHold, Session, SessionSeats
from trainings.services import seats as service

# SQLite has one writer at a time: fewer wait for it.
THREADS = 30 if connection.vendor == "postgresql" else 12
SEATS = 3


def all_at_once(session):
    """Have each thread take a seat; returns how many got one, and the other answers."""
    barrier = threading.Barrier(THREADS)
    taken, answers = [], []

    def take(number):
        try:
            barrier.wait(timeout=30)
            taken.append(service.take_seat(session, Funding.COLLECTIVE, f"R-{number}"))
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken), answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("capacity", [1, SEATS])
def test_exactly_the_capacity_is_taken(capacity):
    session = SessionFactory(seats=capacity)
    taken, answers = all_at_once(session)
    assert {type(answer) for answer in answers} == {service.NoSeatLeft}
    assert taken == capacity
    assert SeatHold.objects.count() == SessionSeats.objects.get().held == capacity


@pytest.fixture
def no_check_on_seats():
    (check,) = [c for c in SessionSeats._meta.constraints if "within_capacity" in c.name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(SessionSeats, check)
    yield
    SeatHold.objects.all().delete()
    SessionSeats.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(SessionSeats, check)


@pytest.mark.full
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_without_lock_and_check_it_overbooks(no_check_on_seats, monkeypatch):
    """The negative control: the race above is real, and the lock is what decides it."""
    monkeypatch.setattr(service, "lock_session", lambda pk: Session.objects.get(pk=pk))
    session = SessionFactory(seats=SEATS)
    taken, _answers = all_at_once(session)
    assert taken > SEATS
    assert SessionSeats.objects.get().held > SEATS
