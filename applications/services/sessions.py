"""What becomes of requests when their session changes."""

import uuid

from applications.models import Request
from applications.notifications import session_changed
from portal.notices.services import notify
from trainings.registry import SessionChange

from .moves import cancel_prescriptions


def follow_sessions(changes, by=None):
    """End the requests of cancelled sessions; tell those of the others what has changed."""
    live = Request.objects.live()
    concerned = live.filter(prescription__session__in=[session.pk for session, _what in changes])
    concerned = set(concerned.values_list("prescription__session", flat=True))
    change_id = uuid.uuid4().hex
    for session, what in changes:
        if SessionChange.CANCELLED in what:
            cancel_prescriptions(session, by=by)
        elif session.pk in concerned:
            _tell(live.filter(prescription__session=session), what, change_id)


def _tell(requests, what, change_id):
    requests = requests.select_related(
        "prescription__session__training", "prescription__session__centre", "filed_by"
    ).order_by("pk")
    for request in requests:
        notify(*session_changed.messages(request, what, change_id))
