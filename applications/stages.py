"""The stages of a prescription and every way of moving between them, as data.

docs/prescription-workflow.md is printed from here (`manage.py workflow_docs`).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.declaration import Condition, Stage, Transition, Workflow

RECEIVED = "received"
INTERVIEW = "interview"
PATHWAY = "pathway"
COMPANY = "company"
FUNDING = "funding"
VALIDATED = "validated"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
CANCELLED = "cancelled"

PATH = (RECEIVED, INTERVIEW, PATHWAY, COMPANY, FUNDING, VALIDATED)

ADVISOR = "advisor"
AGENT = "agent"
PORTAL = "portal"

STAGES = (
    Stage(RECEIVED, _("Awaiting handling"), 1),
    Stage(INTERVIEW, _("Invited to an individual or group interview"), 2),
    Stage(PATHWAY, _("Pathway design and recommendation"), 3),
    Stage(COMPANY, _("Company search or support with the search"), 4),
    Stage(FUNDING, _("Funding validation or contract signing"), 5, holds_seat=True),
    Stage(VALIDATED, _("Enrolment validated"), 6, holds_seat=True),
    Stage(REFUSED, pgettext_lazy("request", "Refused"), final=True),
    Stage(WITHDRAWN, pgettext_lazy("request", "Withdrawn"), final=True),
    Stage(CANCELLED, pgettext_lazy("request", "Cancelled"), final=True),
)

# What a transition asks for, besides a reason in words.
ASKS_ON_ENTRY = {INTERVIEW: ("interview",), FUNDING: ("funding",)}
ASKS_ON_JUMP = {**ASKS_ON_ENTRY, VALIDATED: ("funding",)}

NOT_WORK_STUDY = Condition(
    _("The session is work-study: give a reason for skipping the company search."),
    lambda request: not request.prescription.session.work_study,
)


def _moves_to(position):
    """The ways that agents have of bringing a request to the stage at `position` of the path."""
    target = PATH[position]
    agents = frozenset({AGENT})
    if position > 0:
        yield Transition(
            f"advance_to_{target}",
            _("Move forward"),
            sources=(PATH[position - 1],),
            target=target,
            roles=agents,
            asks=ASKS_ON_ENTRY.get(target, ()),
        )
    if target == FUNDING:
        yield Transition(
            "pass_over_company",
            _("Move forward without company search"),
            sources=(PATHWAY,),
            target=FUNDING,
            roles=agents,
            asks=ASKS_ON_ENTRY[FUNDING],
            condition=NOT_WORK_STUDY,
        )
    if position > 1:
        yield Transition(
            f"jump_to_{target}",
            _("Go straight to"),
            sources=PATH[: position - 1],
            target=target,
            roles=agents,
            asks=(*ASKS_ON_JUMP.get(target, ()), "reason"),
        )
    if position < len(PATH) - 1:
        yield Transition(
            f"step_back_to_{target}",
            _("Step back"),
            sources=PATH[position + 1 :],
            target=target,
            roles=agents,
            asks=(*ASKS_ON_ENTRY.get(target, ()), "reason"),
        )


TRANSITIONS = (
    *(transition for position in range(len(PATH)) for transition in _moves_to(position)),
    Transition(
        "reschedule_interview",
        _("Change the interview"),
        sources=(INTERVIEW,),
        target=INTERVIEW,
        roles=frozenset({AGENT}),
        asks=("interview",),
    ),
    Transition(
        "refuse",
        _("Refuse"),
        sources=PATH,
        target=REFUSED,
        roles=frozenset({AGENT}),
        asks=("refusal", "reason"),
    ),
    # The candidate has no page here: the advisor, or the agent they called, records it.
    Transition(
        "withdraw",
        _("Withdraw"),
        sources=PATH,
        target=WITHDRAWN,
        roles=frozenset({ADVISOR, AGENT}),
        asks=("reason",),
    ),
    Transition(
        "cancel",
        _("Cancel with the session"),
        sources=PATH,
        target=CANCELLED,
        roles=frozenset({PORTAL}),
    ),
)

PRESCRIPTION = Workflow(
    name="prescription",
    title="Prescriptions: stages and transitions",
    stages=STAGES,
    transitions=TRANSITIONS,
    roles={
        ADVISOR: _("the advisor"),
        AGENT: _("an agent"),
        PORTAL: _("the portal"),
    },
)
