"""Browsing the catalogue without a word: by domain, and by region on the map."""

from functools import lru_cache

from portal.territories.services import region_names

from .filters import DOMAIN, REGION, Filters
from .offer import current_offer

# The regions that static/dist/regions.svg draws.
MAINLAND = "11 24 27 28 32 44 52 53 75 76 84 93 94".split()  # noqa: SIM905


def domain_tree():
    """The first-level domains that hold trainings: label, address, count, and those `inside`."""
    return _domain_tree(current_offer())


@lru_cache(maxsize=1)
def _domain_tree(offer):
    counts = offer.of_trainings[DOMAIN].counts(offer.published)
    return [
        {**_choice(DOMAIN, slug, name, counts[slug]), "inside": _inside(inside, counts)}
        for slug, name, inside in offer.lists.tree()
        if slug in counts
    ]


def _inside(domains, counts):
    return [_choice(DOMAIN, slug, name, counts[slug]) for slug, name in domains if slug in counts]


def regions_with_sessions():
    """The regions in the order of their names, with how many sessions one can look at in each."""
    return _regions_with_sessions(current_offer())


@lru_cache(maxsize=1)
def _regions_with_sessions(offer):
    counts = offer.of_sessions[REGION].session_counts()
    return [
        {"code": code, "on_map": code in MAINLAND, **_choice(REGION, code, name, counts[code])}
        for code, name in region_names().items()
        if code in counts
    ]


def _choice(facet, value, label, count):
    address = Filters(chosen={facet: (value,)}).address
    return {"label": label, "count": count, "address": address}
