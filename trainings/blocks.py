"""What the trainings show on the home page and on dashboards."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.web.registry import Block, MenuEntry, dashboard_blocks, everyone, home_blocks, menu
from trainings.models import Session
from trainings.services.browse import domain_tree, regions_with_sessions
from trainings.services.catalogue import Catalogue
from trainings.services.facets import BY_NAME
from trainings.services.filters import DOMAIN, DURATION, KIND, OBJECTIVE, REGION, Filters

UPCOMING = 6


def register_blocks():
    title = _("Search for a course")
    menu.register(MenuEntry(_("Courses"), "trainings:list", 10, "header", shown_to=everyone))
    menu.register(MenuEntry(title, "trainings:list", position=29, icon="search"))
    menu.register(MenuEntry(_("My searches"), "trainings:saved_searches", 35, icon="bookmark"))
    home_blocks.register(
        Block(
            "upcoming-sessions",
            _("Upcoming sessions"),
            "trainings/blocks/upcoming.html",
            upcoming_sessions,
            position=30,
            shown_to=everyone,
        )
    )
    home_blocks.register(
        Block(
            "domains",
            _("Browse by domain"),
            "trainings/blocks/domains.html",
            browse_domains,
            position=40,
            shown_to=everyone,
        )
    )
    home_blocks.register(
        Block(
            "regions",
            _("Browse by region"),
            "trainings/blocks/regions.html",
            browse_regions,
            position=50,
            shown_to=everyone,
        )
    )
    for name, label, shown_to in [
        ("advise", _("Advise a person"), is_partner),
        ("search-training", title, is_not_partner),
    ]:
        dashboard_blocks.register(
            Block(
                name,
                label,
                "trainings/blocks/search.html",
                search_choices,
                position=10,
                shown_to=shown_to,
            )
        )


def is_partner(user):
    return user.is_authenticated and user.kind == user.Kind.PARTNER


def is_not_partner(user):
    return user.is_authenticated and not is_partner(user)


def upcoming_sessions(request):
    sessions = Session.objects.open_for_registration().filter(starts_on__gte=timezone.localdate())
    sessions = sessions.with_seats_left().with_list_data().order_by("starts_on", "number")
    sessions = list(sessions[:UPCOMING])
    return {"sessions": sessions} if sessions else None


def browse_domains(request):
    domains = domain_tree()
    return {"domains": domains} if domains else None


def browse_regions(request):
    regions = regions_with_sessions()
    return {"regions": regions} if regions else None


def search_choices(request):
    """The lists of the search by several criteria, as (name in the address, label, choices).

    Only what finds something is a choice.
    """
    facets = Catalogue(request.user, Filters()).facets()
    choices = {facet["name"]: facet["options"] for facet in facets}
    labels = {DURATION: _("Duration of the course")}
    return {
        "selects": [
            (name, labels.get(name, BY_NAME[name].title), choices.get(name, ()))
            for name in [OBJECTIVE, KIND, REGION, DURATION, DOMAIN]
        ]
    }
