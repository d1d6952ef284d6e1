"""Demo data: requests at every stage, each with the history that led there."""

import random
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from applications.agents import AGENTS_GROUP
from applications.models import Prescription, RefusalReason, Request, RequestEvent
from applications.references import new_reference
from applications.services.filing import enrolment_key
from applications.stages import (
    CANCELLED,
    COMPANY,
    FUNDING,
    INTERVIEW,
    PATHWAY,
    PRESCRIPTION,
    RECEIVED,
    REFUSED,
    VALIDATED,
    WITHDRAWN,
)
from trainings.models import Session

from .histories import History
from .people import candidates
from .seats import Seats

DEMO_PARTNER = "partenaire@demo.example"
# How many requests of the demo partner, and of all the others together, end at each stage.
OWN = {
    RECEIVED: 8,
    INTERVIEW: 6,
    PATHWAY: 5,
    COMPANY: 3,
    FUNDING: 4,
    VALIDATED: 7,
    REFUSED: 4,
    WITHDRAWN: 3,
    CANCELLED: 2,
}
OTHERS = {stage: 4 * number for stage, number in OWN.items()}


def load_demo_applications():
    draw = random.Random(2026)  # noqa: S311  the same requests at every start
    attach_agents()
    advisors = list(
        User.objects.filter(partner_status="approved", is_active=True)
        .select_related("organisation")
        .order_by("pk")
    )
    if not advisors or not Session.objects.exists():
        return
    own = [advisor for advisor in advisors if advisor.username == DEMO_PARTNER] or advisors[:1]
    others = [advisor for advisor in advisors if advisor not in own] or own
    plan = [
        (draw.choice(group), stage)
        for group, numbers in ((own, OWN), (others, OTHERS))
        for stage, number in numbers.items()
        for _again in range(number)
    ]
    draw.shuffle(plan)
    make_requests(plan, draw)


def attach_agents():
    """The demo's staff work as agents: the group gives them their permissions."""
    group, _created = Group.objects.get_or_create(name=AGENTS_GROUP)
    for agent in User.objects.filter(is_staff=True, is_superuser=False):
        agent.groups.add(group)


def make_requests(plan, draw):
    places = Places(draw)
    people = candidates(draw)
    seats = Seats()
    reasons = list(RefusalReason.objects.filter(is_active=True))
    rows = []
    for advisor, stage in plan:
        session = places.for_stage(stage)
        if session is None:
            continue
        agent = places.agent_of(session)
        history = History(stage, session, advisor, agent, reasons, draw)
        rows.append(rows_of(len(rows), history, next(people), seats, draw))
    save(rows)
    seats.save()


def rows_of(number, history, person, seats, draw):
    """The unsaved rows of one request: (request, prescription, events)."""
    stage = PRESCRIPTION.stage(history.stage)
    closed = history.events[-1] if stage.final else None
    request = Request(
        reference=new_reference(history.filed_at.year, draw.choice),
        kind=Request.Kind.PRESCRIPTION,
        status=stage.code,
        filed_by=history.advisor,
        organisation=history.advisor.organisation,
        agent=history.agent if len(history.events) > 1 else None,
        filed_at=history.filed_at,
        last_change=history.events[-1]["at"],
        submission_key=f"demo-{number}",
        closed_at=closed["at"] if closed else None,
        closed_by=closed["actor"] if closed else None,
        refusal_reason=history.refusal,
    )
    prescription = Prescription(
        session=history.session,
        consent_declared_at=history.filed_at,
        funding=history.funding if draw.random() < 0.7 else "",
        **person,
        **history.interview_fields,
    )
    prescription.set_keys()
    if not stage.final:
        prescription.enrolment_key = enrolment_key(prescription, history.advisor)
    if stage.holds_seat:
        request.seat_funding = seats.take(history.session, history.funding, request.reference)
    history.settle_funding(request.seat_funding or history.funding)
    return request, prescription, history.events


def save(rows):
    Request.objects.bulk_create([request for request, _detail, _events in rows])
    for request, prescription, _events in rows:
        prescription.request = request
    Prescription.objects.bulk_create([prescription for _request, prescription, _events in rows])
    RequestEvent.objects.bulk_create(
        # By date over all requests: ids grow with time, as in real life.
        sorted(
            (
                RequestEvent(request=request, **event)
                for request, _prescription, events in rows
                for event in events
            ),
            key=lambda event: event.at,
        )
    )


class Places:
    """The sessions that the requests are for, and the agents of their centres."""

    def __init__(self, draw):
        self.draw = draw
        sessions = (
            Session.objects.select_related("training", "centre")
            .prefetch_related("seats", "centre__agents")
            .order_by("starts_on", "pk")
        )
        soon = timezone.now() + timedelta(days=150)
        self.open = [
            session
            for session in sessions.open_for_registration()
            if session.starts_on <= soon.date()
        ]
        self.work_study = [session for session in self.open if session.work_study]
        self.cancelled = list(sessions.filter(state=Session.State.CANCELLED))

    def for_stage(self, stage):
        wanted = {CANCELLED: self.cancelled, COMPANY: self.work_study}.get(stage, self.open)
        return self.draw.choice(wanted) if wanted else None

    def agent_of(self, session):
        agents = sorted(session.centre.agents.all(), key=lambda agent: agent.pk)
        return self.draw.choice(agents) if agents else None
