"""What applications put on pages of lower layers: menu, dashboard, sessions table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.web.registry import Block, MenuEntry, dashboard_blocks, menu
from trainings.registry import SessionAction, session_actions

from .agents import is_agent
from .following import progress_of, stage_bar
from .models import Request
from .stages import RECEIVED

OLDEST_SHOWN = 5


def register_entries():
    session_actions.register(ENROL)
    for entry in MENU:
        menu.register(entry)
    for block in BLOCKS:
        dashboard_blocks.register(block)


def is_approved_partner(user):
    return user.is_authenticated and user.is_approved_partner


def my_requests(request):
    """Where the advisor's requests stand: the numbers and the six-stage bar."""
    counts = Request.objects.filter(filed_by=request.user).stage_counts()
    return {"stages": stage_bar(counts), "progress": progress_of(counts)}


def requests_to_handle(request):
    """How many requests wait at stage 1 for this agent, and those that have waited longest."""
    waiting = Request.objects.to_handle_by(request.user).with_total().with_list_data()
    oldest = list(waiting.order_by("filed_at", "pk")[:OLDEST_SHOWN])
    total = oldest[0].total if oldest else 0
    return {"oldest": oldest, "total": total, "list_query": WAITING}


# The agents' list, kept to those that wait.
WAITING = f"?stage={RECEIVED}"

# The catalogue, kept to where one can enrol: its hint says how to go on.
TO_ENROL = "?places=1"

ENROL = SessionAction(
    label=_("Enrol a candidate"),
    href=lambda session: reverse("applications:prescribe", args=[session.number]),
    shown_to=is_approved_partner,
    position=10,
    hint=_("To enrol a candidate, choose a training, then a session with seats left."),
)

MENU = [
    MenuEntry(
        label=_("Enrol a candidate"),
        route="trainings:list",
        query=TO_ENROL,
        position=30,
        icon="person-plus",
        shown_to=is_approved_partner,
    ),
    MenuEntry(
        label=_("Follow my requests"),
        route="applications:prescriptions",
        position=31,
        icon="list-check",
        shown_to=is_approved_partner,
    ),
    MenuEntry(
        label=_("Requests to handle"),
        route="admin:applications_prescription_changelist",
        query=WAITING,
        position=32,
        icon="inbox",
        shown_to=is_agent,
    ),
]

BLOCKS = [
    Block(
        name="to_handle",
        title=_("Requests for my centres"),
        template="applications/blocks/to_handle.html",
        context=requests_to_handle,
        position=5,
        shown_to=is_agent,
    ),
    Block(
        name="prescribe",
        title=_("Enrol a candidate"),
        template="applications/blocks/prescribe.html",
        context=lambda request: {"query": TO_ENROL},
        position=7,
        shown_to=is_approved_partner,
    ),
    Block(
        name="prescriptions",
        title=_("My requests"),
        template="applications/blocks/prescriptions.html",
        context=my_requests,
        position=6,
        shown_to=is_approved_partner,
    ),
]
