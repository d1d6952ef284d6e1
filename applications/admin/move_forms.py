"""The form of a transition, filled with what is known."""

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.forms.moves import TransitionForm
from applications.words import place_words


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
    """The choices of funding, with the seats left of each that are counted."""
    left = {seats.funding: seats.left for seats in session.seats.all()}
    return [(funding.value, _label(funding, left.get(funding))) for funding in session.fundings]


def _label(funding, left):
    if left is None:
        return funding.label
    return _("%(funding)s (seats left: %(left)s)") % {"funding": funding.label, "left": left}
