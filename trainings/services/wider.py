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


def when_nothing_is_found(catalogue):
    """What helps: {"easier": [(what to drop, address, number found then)], "closest": cards}.

    The closest are the best trainings that match all but what must be dropped first.
    """
    found = [(label, wide, int(wide.trainings().sum())) for label, wide in _wider(catalogue)]
    found = [choice for choice in found if choice[-1]]
    closest = []
    if found:
        best = catalogue.but_with(found[0][1].filters)  # with their relevance
        closest = best.cards(best.results()[:CLOSEST])
    easier = [(label, wide.filters.address, number) for label, wide, number in found]
    return {"easier": easier, "closest": closest}


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
    """(words, the catalogue with them): all but one, the last left out first; else each alone.

    What each word finds is asked once.
    """
    typed = [word for word in catalogue.filters.words.split() if _means_something(word)]
    typed = typed[:MAX_WORDS]
    reading = catalogue.words.reading
    if len(typed) < 2 or reading is None:
        return []
    found = reading.matches_by_word()
    all_but_one = [typed[:number] + typed[number + 1 :] for number in reversed(range(len(typed)))]
    fewer = list(_with_words(catalogue, all_but_one, found))
    if not any(wide.trainings().any() for _label, wide in fewer):
        fewer = list(_with_words(catalogue, [[word] for word in typed], found))
    return fewer


def _with_words(catalogue, choices, found):
    """The catalogue with each choice of words, which find what `found` says of each.

    A word that was read as part of a place, and is none alone, tells nothing.
    """
    for choice in choices:
        words = " ".join(choice)
        place, others = catalogue.offer.place_in(words)
        meant = [word for word in words_of(others) if _means_something(word)]
        if any(word not in found for word in meant):
            continue
        ids = set.intersection(*(found[word] for word in meant)) if meant else None
        asked = catalogue.words_of(ids)
        if place:
            asked = catalogue.words_at(place, asked)
        label = format_lazy(_('for "{words}"'), words=words)
        yield label, catalogue.but_with(replace(catalogue.filters, words=words), asked)


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
