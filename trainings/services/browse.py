"""Browsing the catalogue without a word: by domain, and by region on the map."""

from bisect import bisect_left
from functools import lru_cache

from portal.territories.services import region_names

from .filters import DOMAIN, REGION, Filters
from .offer import current_offer

# The regions that static/dist/regions.svg draws: where their number stands, and for how many signs.
MAINLAND = {
    "11": (319, 155, 5),
    "24": (281, 222, 6),
    "27": (425, 241, 6),
    "28": (212, 127, 6),
    "32": (332, 73, 6),
    "44": (448, 140, 6),
    "52": (178, 236, 6),
    "53": (87, 193, 6),
    "75": (222, 370, 6),
    "76": (309, 460, 6),
    "84": (410, 345, 6),
    "93": (478, 435, 6),
    "94": (591, 538, 3),
}
SHADES = 4


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
    regions = [
        {"code": code, **_choice(REGION, code, name, counts[code])}
        for code, name in region_names().items()
        if code in counts
    ]
    return on_map(regions)


def on_map(regions):
    """The same with where the map draws each, and how dark: a quarter of them in each shade."""
    counts = sorted(region["count"] for region in regions)
    return [
        {
            **region,
            "on_map": region["code"] in MAINLAND,
            "place": _place_of_number(region),
            "shade": 1 + SHADES * bisect_left(counts, region["count"]) // len(counts),
        }
        for region in regions
    ]


def _place_of_number(region):
    """(x, y) where the number of sessions is drawn; None where it does not fit."""
    x, y, room = MAINLAND.get(region["code"], (0, 0, 0))
    return (x, y) if len(str(region["count"])) <= room else None


def _choice(facet, value, label, count):
    address = Filters(chosen={facet: (value,)}).address
    return {"label": label, "count": count, "address": address}
