"""What applications put on pages of lower layers: menu, dashboard, sessions table."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.web.registry import Block, MenuEntry, dashboard_blocks, menu
from trainings.registry import SessionAction, session_actions

from .following import stage_bar


def register_entries():
    session_actions.register(
        SessionAction(
            label=_("Enrol a candidate"),
            href=lambda session: reverse("applications:prescribe", args=[session.number]),
            shown_to=is_approved_partner,
            position=10,
        )
    )
    menu.register(
        MenuEntry(
            label=_("Enrol a candidate"),
            route="trainings:list",
            position=30,
            icon="person-plus",
            shown_to=is_approved_partner,
        )
    )
    menu.register(
        MenuEntry(
            label=_("Follow my requests"),
            route="applications:prescriptions",
            position=31,
            icon="list-check",
            shown_to=is_approved_partner,
        )
    )
    dashboard_blocks.register(
        Block(
            name="prescribe",
            title=_("Enrol a candidate"),
            template="applications/blocks/prescribe.html",
            context=lambda request: {},
            position=20,
            shown_to=is_approved_partner,
        )
    )
    dashboard_blocks.register(
        Block(
            name="prescriptions",
            title=_("My requests"),
            template="applications/blocks/prescriptions.html",
            context=my_requests,
            position=21,
            shown_to=is_approved_partner,
        )
    )


def is_approved_partner(user):
    return user.is_authenticated and user.is_approved_partner


def my_requests(request):
    """The number of live requests and the six-stage bar, each stage leading to its list."""
    from .models import Request

    stages = stage_bar(Request.objects.filter(filed_by=request.user).stage_counts())
    return {"stages": stages, "total": sum(stage["count"] for stage in stages)}
