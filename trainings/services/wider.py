"""When nothing is found: which filter to drop, and the trainings that come closest."""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .facets import BY_NAME
from .filters import CENTRE, DEPARTMENT, DOMAIN, REGION, SEATS, START, WORDS, Filters

# How many trainings are shown when nothing matches all that was asked.
CLOSEST = 3
WITHOUT = {
    REGION: _("in all regions"),
    DEPARTMENT: _("in all departments"),
    CENTRE: _("in all centres"),
    DOMAIN: _("in all domains"),
    SEATS: _("even without a seat left"),
    START: _("at any date"),
}


def easier(catalogue):
    """What one could drop: (label, address, number of trainings found then), if any."""
    found = [
        (label, wide.filters.address, int(wide.trainings().sum()))
        for label, wide in _wider(catalogue)
    ]
    return [choice for choice in found if choice[-1]]


def closest(catalogue):
    """The best trainings that match all but what must be dropped first."""
    for _label, wide in _wider(catalogue):
        if found := wide.cards(wide.results()[:CLOSEST]):
            return found
    return []


def _wider(catalogue):
    """(what is dropped, the catalogue without it), from the nearest to the furthest."""
    filters = catalogue.filters
    wider = [
        (WITHOUT.get(name) or without_filter(name), filters.without(name))
        for name in filters.chosen
    ]
    if catalogue.position and filters.radius:
        wider.append((_("at any distance"), replace(filters, radius=None)))
    if filters.words and wider:
        label = format_lazy(_('with the words "{words}" only'), words=filters.words)
        wider.append((label, Filters(words=filters.words)))
        label = format_lazy(_('without the words "{words}"'), words=filters.words)
        wider.append((label, filters.without(WORDS)))
    return [(label, catalogue.but_with(wide)) for label, wide in wider]


def without_filter(name):
    return format_lazy(_('without the filter "{title}"'), title=BY_NAME[name].title)
