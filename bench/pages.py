"""The pages that are measured, with their budgets, as data.

A page that is to be measured gets a line here. `address` is asked in the seeded portal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.seed import ADMINISTRATOR, AGENT, MEMBER, PARTNER

from . import places

LIST, INSERT = "list", "insert"


@dataclass(frozen=True)
class Page:
    name: str
    address: Callable
    queries: int  # at most
    ratio: float  # to the yardstick, the goal
    growth: float  # from 1/100 to full size, the goal
    by: str = ""  # the account that opens it; a visitor without
    form: Callable | None = None  # form(number, run): who sends a POST, its fields
    yardstick: str = LIST


def route(name, *args, **query):
    """An address, made when it is needed: the portal is not there yet."""
    return lambda: f"{reverse(name, args=args)}?{urlencode(query, doseq=True)}".rstrip("?")


def catalogue(**query):
    return route("trainings:list", **query)


SIMPLE = {"queries": 8, "ratio": 2, "growth": 1.2}
SEARCH = {"queries": 12, "ratio": 4, "growth": 2}
TRAINING = {"queries": 8, "ratio": 2.5, "growth": 1.2}
FOLLOWING = {"queries": 8, "ratio": 2.5, "growth": 1.3}
INSIDE = {"queries": 10, "ratio": 2.5, "growth": 1.2}
ENROLLING = {"queries": 20, "ratio": 3, "growth": 1.2, "yardstick": INSERT}
ADMIN = {"queries": 15, "ratio": 6, "growth": 2}

PAGES = [
    Page("Home, visitor", route("home"), **SIMPLE),
    Page("Home, advisor", route("home"), by=PARTNER, **SIMPLE),
    Page("Community list, visitor", route("communities:list"), **SIMPLE),
    Page("Community list, member", route("communities:list"), by=MEMBER, **SIMPLE),
    Page("Dashboard of a moderator", route("accounts:dashboard"), by=MEMBER, **SIMPLE),
    Page("Dashboard of an advisor", route("accounts:dashboard"), by=PARTNER, **SIMPLE),
    Page("Dashboard of an agent", route("accounts:dashboard"), by=AGENT, **SIMPLE),
    Page("Catalogue, everything", catalogue(), **SEARCH),
    Page("Catalogue, common words", catalogue(q="titre professionnel"), **SEARCH),
    Page(
        "Catalogue, common words, region and seats",
        catalogue(q="titre professionnel", region="32", places="1"),
        **SEARCH,
    ),
    Page(
        "Catalogue, rare words misspelt",
        catalogue(q="plombiere chaufagiste"),
        by=PARTNER,
        **SEARCH,
    ),
    Page(
        "Catalogue, domain and region, soonest first",
        catalogue(domaine="batiment", region="32", tri="start"),
        **SEARCH,
    ),
    Page("Suggestions while typing", route("trainings:suggestions", q="plombier cha"), **SEARCH),
    Page("Training with 25 sessions, visitor", places.training_with_sessions, **TRAINING),
    Page(
        "Training with 25 sessions, advisor",
        places.training_with_sessions,
        by=PARTNER,
        **TRAINING,
    ),
    Page("« Suivre mes demandes »", route("applications:prescriptions"), by=PARTNER, **FOLLOWING),
    Page(
        "« Suivre mes demandes », stage and region",
        route("applications:prescriptions", statut="validated", region="32"),
        by=PARTNER,
        **FOLLOWING,
    ),
    Page("Community home, moderator", places.largest_community, by=MEMBER, **INSIDE),
    Page(
        "Enrol a candidate (POST)",
        places.open_session,
        form=places.candidate_form,
        **ENROLLING,
    ),
    Page(
        "Admin: accounts to approve",
        route("admin:accounts_partnerrequest_changelist"),
        by=ADMINISTRATOR,
        **ADMIN,
    ),
    Page(
        "Admin: prescriptions, agent",
        route("admin:applications_prescription_changelist"),
        by=AGENT,
        **ADMIN,
    ),
    Page(
        "Admin: prescriptions, administrator",
        route("admin:applications_prescription_changelist"),
        by=ADMINISTRATOR,
        **ADMIN,
    ),
]
