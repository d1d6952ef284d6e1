"""When nothing is found: which filter to drop, and the trainings that come closest."""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.search.services import MAX_WORDS
from portal.search.text import STOP_WORDS, words_of
from portal.territories.services import position_of
from trainings.documents import FILLERS

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
        if wide.trainings().any():
            wide = catalogue.but_with(wide.filters)  # now the best ones first
            return wide.cards(wide.results()[:CLOSEST])
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
        label = format_lazy(_('with "{words}" only'), words=filters.words)
        wider.append((label, Filters(words=filters.words)))
        label = format_lazy(_('without "{words}"'), words=filters.words)
        wider.append((label, filters.without(WORDS)))
    found = [(label, catalogue.but_with(wide)) for label, wide in wider]
    return [*found, *_fewer_words(catalogue), *_postal_codes(catalogue)]


def _fewer_words(catalogue):
    """The catalogue without each of the words typed, the last one first."""
    typed = [word for word in catalogue.filters.words.split() if _means_something(word)]
    typed = typed[:MAX_WORDS]
    reading = catalogue.words.reading
    if len(typed) < 2 or reading is None:
        return
    found = reading.matches_by_word()
    for place in reversed(range(len(typed))):
        words = " ".join(typed[:place] + typed[place + 1 :])
        label = format_lazy(_('for "{words}"'), words=words)
        wide = replace(catalogue.filters, words=words)
        matching = [found[word] for word in words_of(words) if word in found]
        at, others = catalogue.offer.place_in(words)
        if at and not others:
            yield label, catalogue.but_with(wide)
        elif matching:
            yield label, catalogue.but_with(wide, set.intersection(*matching))


def _means_something(typed):
    return any(word not in STOP_WORDS | FILLERS for word in words_of(typed))


def _postal_codes(catalogue):
    """Around each postal code among the words."""
    typed = catalogue.filters.words.split()
    for word in typed:
        if len(word) == 5 and word.isascii() and word.isdigit() and position_of(word):
            words = " ".join(other for other in typed if other != word)
            label = format_lazy(_("near {place}"), place=word)
            wide = replace(catalogue.filters, words=words, place=word, sort="distance")
            yield label, catalogue.but_with(wide)


def without_filter(name):
    return format_lazy(_('without the filter "{title}"'), title=BY_NAME[name].title)
