"""Browsing the catalogue without a word: by domain, and by region on the map."""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Value
from django.db.models.functions import Coalesce

from portal.territories.services import region_names
from trainings.models import Session, Training

from .filters import DOMAIN, REGION, Filters

# The numbers are for looking around: they may be that many seconds old.
KEPT = 300
# The regions that static/dist/regions.svg draws.
MAINLAND = "11 24 27 28 32 44 52 53 75 76 84 93 94".split()  # noqa: SIM905


def domain_tree():
    """The first-level domains that hold trainings: label, address, count, and those `inside`."""
    return cache.get_or_set("trainings:domains", _count_domains, KEPT)


def _count_domains():
    links = Training.domains.through.objects.filter(training__is_published=True).order_by()
    number = Count("training", distinct=True)
    fields = ["position", "name", "slug"]
    roots = links.values_list(
        *(Coalesce(f"domain__root__{name}", f"domain__{name}") for name in fields),
        Value(""),
    )
    inner = links.filter(domain__parent__isnull=False).values_list(
        *(f"domain__{name}" for name in fields), "domain__parent__slug"
    )
    counted = roots.annotate(number=number).union(inner.annotate(number=number), all=True)
    children = {}
    for _position, name, slug, parent, count in sorted(counted):
        children.setdefault(parent, []).append((slug, _choice(DOMAIN, slug, name, count)))
    return [
        {**domain, "inside": [inner for _slug, inner in children.get(slug, [])]}
        for slug, domain in children.get("", [])
    ]


def regions_with_sessions():
    """The regions in the order of their names, with how many sessions one can look at in each."""
    return cache.get_or_set("trainings:regions", _count_sessions, KEPT)


def _count_sessions():
    sessions = Session.objects.visible_to(AnonymousUser()).order_by()
    counts = dict(sessions.values_list("centre__department__parent__code").annotate(Count("pk")))
    return [
        {
            "code": code,
            "on_map": code in MAINLAND,
            **_choice(REGION, code, name, counts[code]),
        }
        for code, name in region_names().items()
        if code in counts
    ]


def _choice(facet, value, label, count):
    address = Filters(chosen={facet: (value,)}).address
    return {"label": label, "count": count, "address": address}
