"""What communities show on the home page, the dashboard and in the menus."""

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from portal.web.registry import Block, MenuEntry, dashboard_blocks, everyone, home_blocks, menu

HOME_SHOWN = 3
DASHBOARD_SHOWN = 5


def register_blocks():
    menu.register(
        MenuEntry(
            _("Communities"), "communities:list", position=20, place="header", shown_to=everyone
        )
    )
    menu.register(MenuEntry(_("My communities"), "communities:mine", position=70, icon="people"))
    home_blocks.register(
        Block(
            name="communities",
            title=_("Communities"),
            template="communities/_home_block.html",
            context=home_block,
            position=30,
            shown_to=everyone,
        )
    )
    dashboard_blocks.register(
        Block(
            name="to_decide",
            title=_("To handle: membership requests"),
            template="communities/_to_decide_block.html",
            context=requests_to_decide,
            position=4,
            shown_to=leads_a_community,
        )
    )
    dashboard_blocks.register(
        Block(
            name="communities",
            title=_("My communities"),
            template="communities/_dashboard_block.html",
            context=dashboard_block,
            position=60,
        )
    )


def home_block(request):
    """The largest communities; left out while there is none."""
    largest = Community.objects.published().with_list_data()
    # Those that one can join first.
    by_invitation = Q(policy=Community.Policy.INVITATION)
    largest = largest.order_by(Case(When(by_invitation, then=1), default=0), "-member_count", "pk")
    communities = list(largest.with_membership_of(request.user)[:HOME_SHOWN])
    return {"communities": communities} if communities else None


def leads_a_community(user):
    return user.is_authenticated and user.memberships.moderators().exists()


def requests_to_decide(request):
    """The communities that the person leads where somebody waits; left out when nobody does."""
    led = request.user.memberships.with_cards().filter(pending_requests__gt=0)
    memberships = list(led[:DASHBOARD_SHOWN])
    return {"memberships": memberships} if memberships else None


def dashboard_block(request):
    memberships = request.user.memberships.with_cards()
    # What awaits a decision of the person first.
    memberships = memberships.order_by("-status", "-pending_requests", "community__name_key")
    return {"memberships": list(memberships[:DASHBOARD_SHOWN])}
