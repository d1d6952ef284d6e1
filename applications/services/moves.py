"""Prescriptions move from stage to stage: the one path of agents, advisors and the portal."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.agents import works_for
from applications.models import Prescription, RefusalReason, Request, RequestEvent
from applications.notifications import moved, received
from applications.stages import (
    ADVISOR,
    AGENT,
    INTERVIEW,
    PORTAL,
    PRESCRIPTION,
    RECEIVED,
)
from portal.audit.services import record
from portal.notices.services import notify, settle_notices
from portal.workflow.services import Process, TransitionRefused, fire
from trainings.models import Funding
from trainings.services.seats import NoSeatLeft, free_seat, lock_session, take_seat


@dataclass(frozen=True)
class Interview:
    """When, how and where the candidate is invited."""

    at: datetime
    kind: str
    place: str


def roles_of(user, request):
    """The roles of `user` (None: the portal itself) on this request, as a set.

    Nobody decides on their own request: an agent who filed it, or is its
    candidate, does not have the agent's role on it.
    """
    if user is None:
        return {PORTAL}
    roles = {ADVISOR} if request.filed_by_id == user.pk else set()
    if works_on(user, request) and not is_own_request(user, request):
        roles.add(AGENT)
    return roles


def works_on(user, request):
    return works_for(user, request.prescription.session.centre)


def is_own_request(user, request):
    return request.filed_by_id == user.pk or request.prescription.email_key == user.email_key


def move_prescription(request, name, *, by, seen=None, **data):
    """Make the transition `name`: see portal.workflow.services.fire.

    `data` is what the transition asks for: `reason`, `interview`, `funding`, `refusal`.
    """
    return fire(PrescriptionProcess(), request.pk, name, actor=by, seen=seen, **data)


def withdraw_prescription(request, *, by, reason, seen=None):
    """The advisor (or an agent, for the candidate) gives up the request. It is not a refusal."""
    return move_prescription(request, "withdraw", by=by, seen=seen, reason=reason)


def cancel_prescriptions(session, by=None):
    """Cancel the live requests of a session that does not take place; returns how many.

    `by` is who cancelled the session, for the audit: the requests are closed by the portal.
    """
    requests = Request.objects.live().filter(prescription__session=session).order_by("pk")
    changed = 0
    for request in requests:
        try:
            changed += move_prescription(request, "cancel", by=None).changed
        except TransitionRefused:
            # Closed meanwhile by somebody: nothing left to cancel.
            continue
    record("applications.session_prescriptions_cancelled", session, actor=by, number=changed)
    return changed


class PrescriptionProcess(Process):
    workflow = PRESCRIPTION

    def lock(self, pk):
        """The session's row first, then the request's: the order that the seats ask for."""
        lock_session(Prescription.objects.values_list("session_id", flat=True).get(pk=pk))
        return (
            Request.objects.select_related(
                "prescription__session__training", "prescription__session__centre", "filed_by"
            )
            .select_for_update(of=("self",))
            .get(pk=pk)
        )

    def roles(self, item, actor):
        return roles_of(actor, item)

    def role_refusal(self, item, actor):
        if actor is not None and works_on(actor, item) and is_own_request(actor, item):
            return _("Nobody decides on their own request: ask a colleague.")
        return super().role_refusal(item, actor)

    def last_event(self, item):
        return item.events.last()

    def details(self, transition, data):
        if "reason" in transition.asks and not data.get("reason", "").strip():
            raise TransitionRefused(_("Say why: the reason stays in the history."))
        details = {}
        if "interview" in transition.asks:
            details["interview"] = _interview_details(data.get("interview"))
        if "funding" in transition.asks:
            if data.get("funding") not in Funding.values:
                raise TransitionRefused(_("Choose the funding of the seat."))
            details["funding"] = data["funding"]
        if "refusal" in transition.asks:
            if not isinstance(data.get("refusal"), RefusalReason):
                raise TransitionRefused(_("Choose the reason for the refusal."))
            details["refusal"] = data["refusal"].pk
        return details

    def apply(self, item, transition, *, actor, role, data):
        stage = PRESCRIPTION.stage(transition.target)
        effects = _set_seat(item, stage, data.get("funding"))
        effects |= _set_interview(item.prescription, stage, data.get("interview"))
        item.status = stage.code
        item.last_change = timezone.now()
        if stage.final:
            item.closed_at = item.last_change
            item.closed_by = actor
            item.refusal_reason = data.get("refusal")
            item.prescription.enrolment_key = None
        if item.agent_id is None and role == AGENT:
            item.agent = actor
        item.prescription.save()
        item.save()
        return effects

    def add_event(self, item, **fields):
        event = RequestEvent.objects.create(request=item, at=item.last_change, **fields)
        record(f"applications.{event.transition}", item, actor=event.actor, role=event.role)
        return event

    def notify(self, item, event):
        notify(*moved.messages(event))
        if event.source == RECEIVED:
            # Nobody needs to take it in hand any more.
            settle_notices(*received.AgentReceived.reference(item.events.first()))


def _interview_details(interview):
    if interview is None:
        raise TransitionRefused(_("Give the date, the kind and the place of the interview."))
    if interview.at <= timezone.now():
        raise TransitionRefused(_("The interview must be in the future."))
    return {"at": interview.at.isoformat(), "kind": interview.kind, "place": interview.place}


def _set_seat(item, stage, funding):
    """Take, move or free the seat, as the stage asks; returns what changed."""
    before = item.seat_funding
    if not stage.holds_seat:
        item.seat_funding = ""
        if not before:
            return {}
        free_seat(item.reference)
        return {"seat_freed": before}
    if not funding or funding == before:
        return {}
    try:
        take_seat(item.prescription.session, funding, item.reference)
    except NoSeatLeft as refusal:
        raise TransitionRefused(str(refusal)) from refusal
    item.seat_funding = funding
    return {"seat_taken": funding}


def _set_interview(prescription, stage, interview):
    """Write the interview given, or drop one that the move cancels; returns what changed.

    An interview that the request has passed stays: it took place.
    """
    if stage.code == INTERVIEW:
        prescription.interview_at = interview.at
        prescription.interview_kind = interview.kind
        prescription.interview_place = interview.place
    elif not _cancels_interview(prescription, stage):
        return {}
    else:
        cancelled = prescription.interview
        prescription.interview_at = None
        prescription.interview_kind = prescription.interview_place = ""
    # A calendar takes the invitation or cancellation with the highest number.
    prescription.interview_sequence += 1
    return {} if stage.code == INTERVIEW else {"interview_cancelled": cancelled}


def _cancels_interview(prescription, stage):
    """Back before the interview, or the request ends while it is still to come."""
    if prescription.interview_at is None:
        return False
    return stage.code == RECEIVED or (stage.final and prescription.interview_at > timezone.now())
