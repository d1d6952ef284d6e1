"""What becomes of requests when their session changes."""

import uuid
from functools import cache

from applications.agents import agents_of
from applications.models import Request
from applications.notifications import session_changed
from portal.notices.services import notify
from trainings.registry import Concerned, SessionChange

from .moves import cancel_prescriptions


def follow_sessions(changes, by=None):
    """End the requests of cancelled sessions; tell those of the others what has changed.

    The agents of the centre are told, too, of sessions that have requests: an import may change
    hundreds of others.
    """
    live = Request.objects.live()
    sessions = [change.session.pk for change in changes]
    concerned = live.filter(prescription__session__in=sessions)
    concerned = set(concerned.values_list("prescription__session", flat=True))
    change_id = uuid.uuid4().hex
    agents = cache(agents_of)
    for change in changes:
        session = change.session
        if session.pk not in concerned:
            continue
        ended = 0
        if SessionChange.CANCELLED in change.what:
            ended = cancel_prescriptions(session, by=by)
        else:
            _tell(live.filter(prescription__session=session), change, change_id)
        told = {*agents(session.centre), *agents(change.before["centre"])} - {by}
        notify(
            *(
                session_changed.AgentSession(change, agent, change_id, ended)
                for agent in sorted(told, key=lambda agent: agent.pk)
            )
        )


def concerned_by(session):
    """The live requests of a session; their candidates and advisors are told of its end."""
    live = Request.objects.live().filter(prescription__session=session)
    advisors = live.order_by().values_list("filed_by", flat=True)
    return Concerned(len(advisors), len(advisors) + len(set(advisors)))


def _tell(requests, change, change_id):
    requests = requests.select_related(
        "prescription__session__training", "prescription__session__centre", "filed_by"
    ).order_by("pk")
    for request in requests:
        notify(*session_changed.messages(request, change, change_id))
