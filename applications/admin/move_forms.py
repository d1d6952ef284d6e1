"""The form of a transition, filled with what is known."""

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.forms.moves import TransitionForm
from applications.words import place_words
from trainings.models import Funding


def form_for(request, prescription, transition):
    """For one request: its own fundings with their seats, its centre's place and time zone."""
    session = prescription.session
    at = prescription.interview_at and timezone.localtime(
        prescription.interview_at, session.centre.zone
    )
    return TransitionForm(
        request.POST if request.method == "POST" else None,
        asks=transition.asks,
        zone=session.centre.zone,
        starts_on=session.starts_on,
        transition=transition.name,
        fundings=fundings_of(session),
        initial={
            "seen": prescription.last_event,
            "funding": prescription.request.seat_funding or prescription.funding,
            "interview_day": at and at.date(),
            "interview_time": at and at.time(),
            "interview_place": prescription.interview_place or place_words(session.centre),
            "interview_kind": prescription.interview_kind,
        },
    )


def fundings_of(session):
    """Its own fundings, with the seats that each has left."""
    return [(seats.funding, funding_label(seats)) for seats in session.seats.all()]


def funding_label(seats):
    return _("%(funding)s (seats left: %(left)s)") % {
        "funding": Funding(seats.funding).label,
        "left": seats.left,
    }
