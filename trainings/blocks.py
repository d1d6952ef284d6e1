"""What the trainings show on the home page and on dashboards."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.pages.cache import cached
from portal.territories.services import region_names
from portal.web.registry import Block, MenuEntry, dashboard_blocks, everyone, home_blocks, menu
from trainings.models import Domain, Session
from trainings.services.catalogue import Filters, first_level_domains

UPCOMING = 6


def register_blocks():
    title = _("Search for a training")
    menu.register(MenuEntry(_("Trainings"), "trainings:list", 10, "header", shown_to=everyone))
    menu.register(MenuEntry(title, "trainings:list", position=29, icon="search"))
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
    """Counted again every few minutes: on the home page nobody chooses by the last unit."""
    user = request.user
    key = f"trainings:domains:{'staff' if user.is_staff else 'public'}"
    domains = [
        {"label": name, "count": count, "address": Filters(domains=(slug,)).address}
        for slug, name, count in cached(key, lambda: list(first_level_domains(user)))
    ]
    return {"domains": domains} if domains else None


def search_choices(request):
    return {
        "regions": region_names().items(),
        "domains": Domain.objects.filter(parent=None),
    }
