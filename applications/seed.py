"""Prescriptions by the million with their histories, for measuring: `manage.py seed`."""

from collections import namedtuple
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Greatest

from accounts.keys import email_key
from accounts.models import User
from accounts.seed import PARTNER
from applications.agents import AGENTS_GROUP
from applications.demo.people import candidates
from applications.models import Prescription, RefusalReason, Request, RequestEvent
from applications.references import new_reference
from applications.services.filing import enrolment_key
from applications.stages import (
    ADVISOR,
    AGENT,
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
from portal.search.text import fold
from trainings.models import Centre, SeatHold, Session, SessionSeats

ALL_REQUESTS = 1_000_000
# One request in so many is the measured advisor's: 10,000 at full size.
OWN_ONE_IN = 100
YEARS_BACK = 2 * 365
# Older requests are decided.
OPEN_FOR = timedelta(days=100)
OPEN_STAGES = {RECEIVED: 35, INTERVIEW: 25, PATHWAY: 15, COMPANY: 5, FUNDING: 10, VALIDATED: 10}
OLD_STAGES = {VALIDATED: 55, REFUSED: 27, WITHDRAWN: 18}
# The stages that a request passes once it is filed.
PATHS = {
    RECEIVED: [],
    INTERVIEW: [INTERVIEW],
    PATHWAY: [INTERVIEW, PATHWAY],
    COMPANY: [INTERVIEW, PATHWAY, COMPANY],
    FUNDING: [INTERVIEW, PATHWAY, FUNDING],
    VALIDATED: [INTERVIEW, PATHWAY, FUNDING, VALIDATED],
    REFUSED: [INTERVIEW, REFUSED],
    WITHDRAWN: [INTERVIEW, WITHDRAWN],
}
TRANSITIONS = {REFUSED: "refuse", WITHDRAWN: "withdraw"}
BECAUSE = {REFUSED: "Le projet reste à préciser.", WITHDRAWN: "A trouvé un emploi."}

REQUEST_FIELDS = [
    "id", "reference", "status", "filed_by_id", "organisation_id", "agent_id", "filed_at",
    "last_change", "seat_funding", "closed_at", "closed_by_id", "refusal_reason_id",
    "submission_key",
]  # fmt: skip
PRESCRIPTION_FIELDS = [
    "request_id", "session_id", "civility", "last_name", "first_name", "birth_date", "email",
    "phone", "postal_code", "city", "last_name_key", "first_name_key", "email_key",
    "consent_declared_at", "interview_at", "interview_kind", "interview_place", "enrolment_key",
]  # fmt: skip
EVENT_FIELDS = ["request_id", "at", "actor_id", "role", "transition", "source", "target", "reason"]

# What is drawn of a request before its rows are written; `by` is (account, organisation).
Drawn = namedtuple("Drawn", "pk reference session funding by agent status filed_at pace")


def seed_applications(seed):
    put_agents_in_their_group()
    drawn = list(draw_requests(seed))
    reasons = list(RefusalReason.objects.order_by("pk").values_list("pk", flat=True))
    seed.copy(
        Request,
        REQUEST_FIELDS,
        (request_row(request, reasons) for request in drawn),
        kind=Request.Kind.PRESCRIPTION.value,
    )
    seed.copy(Prescription, PRESCRIPTION_FIELDS, prescription_rows(seed, drawn))
    seed.copy(RequestEvent, EVENT_FIELDS, (row for request in drawn for row in event_rows(request)))
    take_seats(seed, drawn)


def put_agents_in_their_group():
    through = User.groups.through
    group = through.group.field.related_model.objects.get(name=AGENTS_GROUP)
    agents = User.objects.filter(is_staff=True, is_superuser=False)
    through.objects.bulk_create(
        (through(user=agent, group=group) for agent in agents), batch_size=1_000
    )


def draw_requests(seed):
    """From the oldest to the newest, as they would have been filed."""
    draw = seed.draw("requests")
    total = seed.of(ALL_REQUESTS)
    approved = User.objects.filter(partner_status="approved").order_by("pk")
    advisors = list(approved.values_list("pk", "organisation"))
    measured = approved.filter(username=PARTNER).values_list("pk", "organisation").get()
    sessions = sessions_with_agents()
    references = set()
    stages = {
        is_old: (list(weights), list(weights.values()))
        for is_old, weights in ((True, OLD_STAGES), (False, OPEN_STAGES))
    }
    for pk in range(1, total + 1):
        filed_at = seed.now - timedelta(days=YEARS_BACK) * ((total - pk + 1) / total)
        session, funding, agents = draw.choice(sessions)
        while (reference := new_reference(filed_at.year, draw.choice)) in references:
            pass
        references.add(reference)
        waited = seed.now - filed_at
        codes, weights = stages[waited > OPEN_FOR]
        status = draw.choices(codes, weights)[0]
        yield Drawn(
            pk,
            reference,
            session,
            funding,
            measured if pk % OWN_ONE_IN == 0 else draw.choice(advisors),
            draw.choice(agents),
            status,
            filed_at,
            min(waited, OPEN_FOR) * draw.random() / (len(PATHS[status]) + 1),
        )


def sessions_with_agents():
    """(session, funding, agents of its centre) of the sessions that took candidates."""
    agents = {}
    for centre, agent in Centre.agents.through.objects.order_by("pk").values_list("centre", "user"):
        agents.setdefault(centre, []).append(agent)
    seats = dict(SessionSeats.objects.order_by("-pk").values_list("session", "funding"))
    sessions = Session.objects.exclude(state=Session.State.DRAFT).order_by("pk")
    return [(pk, seats[pk], agents[centre]) for pk, centre in sessions.values_list("pk", "centre")]


def request_row(drawn, reasons):
    stage = PRESCRIPTION.stage(drawn.status)
    last_change = drawn.filed_at + drawn.pace * len(PATHS[drawn.status])
    advisor, organisation = drawn.by
    return (
        drawn.pk,
        drawn.reference,
        drawn.status,
        advisor,
        organisation,
        drawn.agent if PATHS[drawn.status] else None,
        drawn.filed_at,
        last_change,
        drawn.funding if stage.holds_seat else "",
        last_change if stage.final else None,
        (advisor if drawn.status == WITHDRAWN else drawn.agent) if stage.final else None,
        reasons[drawn.pk % len(reasons)] if drawn.status == REFUSED else None,
        f"seed-{drawn.pk}",
    )


def prescription_rows(seed, drawn):
    people = candidates(seed.draw("candidates"))
    folded = {}
    for request, person in zip(drawn, people, strict=False):
        for name in (person["last_name"], person["first_name"]):
            if name not in folded:
                folded[name] = fold(name)
        invited = request.status == INTERVIEW
        yield (
            request.pk,
            request.session,
            *person_values(person),
            folded[person["last_name"]],
            folded[person["first_name"]],
            person["email"],
            request.filed_at,
            seed.now + timedelta(days=3) if invited else None,
            "individual" if invited else "",
            "12 rue de la République, Lille" if invited else "",
            None if PRESCRIPTION.stage(request.status).final else key_of(request, person),
        )


def person_values(person):
    return [person[name] for name in PRESCRIPTION_FIELDS[2:10]]


def key_of(request, person):
    advisor, organisation = request.by
    prescription = Prescription(session_id=request.session, email_key=email_key(person["email"]))
    return enrolment_key(prescription, User(pk=advisor, organisation_id=organisation))


def event_rows(drawn):
    advisor, _organisation = drawn.by
    yield (drawn.pk, drawn.filed_at, advisor, ADVISOR, "file", "", RECEIVED, "")
    source, at = RECEIVED, drawn.filed_at
    for target in PATHS[drawn.status]:
        at += drawn.pace
        by_advisor = target == WITHDRAWN
        transition = TRANSITIONS.get(target, f"advance_to_{target}")
        if (source, target) == (PATHWAY, FUNDING):
            transition = "pass_over_company"
        yield (
            drawn.pk,
            at,
            advisor if by_advisor else drawn.agent,
            ADVISOR if by_advisor else AGENT,
            transition,
            source,
            target,
            BECAUSE.get(target, ""),
        )
        source = target


def take_seats(seed, drawn):
    """The seats of those at the last stages; a session that has too few gets more."""
    ids = {
        (session, funding): pk
        for pk, session, funding in SessionSeats.objects.values_list("pk", "session", "funding")
    }
    seed.copy(
        SeatHold,
        ["seats_id", "holder", "taken_at"],
        (
            (ids[request.session, request.funding], request.reference, request.filed_at)
            for request in drawn
            if PRESCRIPTION.stage(request.status).holds_seat
        ),
    )
    holds = SeatHold.objects.filter(seats=OuterRef("pk")).order_by().values("seats")
    held = Subquery(holds.annotate(n=Count("pk")).values("n"))
    taken = SessionSeats.objects.filter(pk__in=SeatHold.objects.values("seats"))
    taken.update(held=held, capacity=Greatest(F("capacity"), held))
