"""Seats: one locked path to take and free them.

A seat held until a moment counts as taken until the schedule frees it, a minute later at most: what
pages show (`SessionSeats.left`) is what is enforced here.

The order of locks is always the session's row first, then the request's.
"""

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from trainings.models import SeatHold, Session, SessionSeats


class NoSeatLeft(Exception):
    """The seat cannot be taken; the text says why to whoever asked."""


def lock_session(pk):
    """Return the session with its training, locked until the end of the transaction.

    Whoever takes, frees or counts seats for a decision calls it before locking the request.
    """
    sessions = Session.objects.select_related("training")
    return sessions.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def take_seat(session, funding, holder, until=None):
    """Give `holder` (a request's reference) a seat of the session for that funding.

    Doing it again changes nothing but `until`; with another funding the seat moves.
    Raises NoSeatLeft when there is none, ValueError when the holder has one in another session:
    whoever moves a request frees it first.
    """
    session = lock_session(session.pk)
    if session.state == Session.State.CANCELLED:
        raise NoSeatLeft(_("This session is cancelled."))
    hold = SeatHold.objects.select_related("seats").filter(holder=holder).first()
    if hold is not None:
        if hold.seats.session_id != session.pk:
            raise ValueError("The holder has a seat in another session: free it first.")
        if hold.seats.funding == funding:
            hold.until = until
            hold.save(update_fields=["until"])
            return hold
    seats = _seats_for(session, funding)
    if seats is None or seats.left == 0:
        raise NoSeatLeft(_("No seat is left in this session for this funding."))
    if hold is not None:
        _free(SeatHold.objects.filter(pk=hold.pk))
    hold = SeatHold.objects.create(seats=seats, holder=holder, until=until)
    SessionSeats.objects.filter(pk=seats.pk).update(held=F("held") + 1)
    return hold


def _seats_for(session, funding):
    """The seats of a funding; where nobody counted those of the session, any number."""
    if funding not in session.fundings:
        return None
    seats, _created = SessionSeats.objects.get_or_create(session=session, funding=funding)
    return seats


@transaction.atomic
def free_seat(holder):
    """Free the seat of `holder`; nothing happens when there is none."""
    hold = SeatHold.objects.select_related("seats").filter(holder=holder).first()
    if hold is not None:
        lock_session(hold.seats.session_id)
        _free(SeatHold.objects.filter(holder=holder))


def free_lapsed_seats():
    """Free the seats that were held until a moment now past."""
    lapsed = SeatHold.objects.filter(until__lte=timezone.now())
    for pk in sorted(set(lapsed.values_list("seats__session", flat=True))):
        with transaction.atomic():
            lock_session(pk)
            _free(lapsed.filter(seats__session=pk))


def wrong_counts():
    """The seats whose `held` is not the number of their holds: none unless something broke."""
    return SessionSeats.objects.annotate(number=Count("holds")).exclude(held=F("number"))


def _free(holds):
    """Delete the holds and give their seats back; the session is locked by the caller."""
    counts = holds.order_by().values("seats").annotate(n=Count("pk")).values_list("seats", "n")
    counts = list(counts)
    holds.delete()
    for pk, number in counts:
        SessionSeats.objects.filter(pk=pk).update(held=F("held") - number)
