"""« Rechercher une formation »: what is found, sorted, shown, and counted beside each choice."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.utils.translation import gettext_lazy as _

from trainings.models import Training

from .facets import BY_NAME, FACETS
from .filters import PLACE, SORTS, WORDS
from .found import Found


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in use, what it is of, and the address without it."""

    title: str
    label: str
    address: str


# Towns named on a card; the others are counted.
MOST_TOWNS = 3
# A day that no session begins on.
FAR = np.iinfo(int).max


class Catalogue(Found):
    """What `user` finds, as pages and files show it.

    Trainings are places in the arrays of the offer until `cards` reads them.
    """

    # Results -------------------------------------------------------------------

    @property
    def sort(self):
        """The sort in use: the one asked for, else the usual one."""
        wanted = self.filters.sort
        possible = dict(self.sorts)
        return wanted if wanted in possible else next(iter(possible))

    @property
    def sorts(self):
        """The sorts that make sense here, the usual one first."""
        possible = ["distance"] if self.position else []
        possible += ["relevance"] if self.filters.words else []
        possible += ["title", "start"]
        return [(name, SORTS[name]) for name in possible]

    def results(self):
        """The trainings found, sorted, to be shown by `cards`."""
        [found] = self.trainings().nonzero()
        if self.sort == "title":
            return found
        keys = [self._first_starts[found]]
        if self.sort == "distance":
            keys = [self._distances[found], *keys]
        if self.sort == "relevance":
            # Among about equally relevant ones: with seats left, then sooner.
            sessions = self.sessions()
            bookable = self._with_any(sessions[self.offer.bookable[sessions]])
            relevance = self.words.relevance[found]
            keys = [-np.floor(relevance * 2), ~bookable[found], -relevance, *keys]
        # The most important key comes last for numpy; the sort keeps equals by title.
        return found[np.lexsort(keys[::-1])]

    def session_ids(self):
        """The ids of the sessions found, the soonest first."""
        found = self.sessions()
        ids, starts = self.offer.sessions[found], self.offer.starts[found]
        return ids[np.lexsort([ids, starts])].tolist()

    def cards(self, places):
        """The trainings at these places with their number of sessions, next start, towns, distance.

        They are read anew: what was unpublished meanwhile is left out.
        """
        ids = self.offer.trainings[places].tolist()
        trainings = Training.objects.visible_to(self.user).select_related("kind").in_bulk(ids)
        towns = self._towns(places)
        for pk, training in trainings.items():
            place = self.offer.place_of[pk]
            training.session_count = int(self._session_counts[place])
            training.next_start = self._day(self._first_starts[place])
            training.kilometres = self._rounded_distance(place)
            training.towns = towns[place][:MOST_TOWNS]
            training.more_towns = len(towns[place][MOST_TOWNS:])
        return [trainings[pk] for pk in ids if pk in trainings]

    def _towns(self, places):
        """{place of a training: towns of the sessions asked for}, the nearest or soonest first."""
        found = self.sessions()
        found = found[np.isin(self.offer.training_of[found], places)]
        order = self._kilometres if self.position else self.offer.starts
        towns = {place: {} for place in places.tolist()}
        for session in found[np.argsort(order[found], kind="stable")].tolist():
            town = self.offer.towns[self.offer.town_of[session]]
            towns[self.offer.training_of[session]][town] = None
        return {place: list(found) for place, found in towns.items()}

    @cached_property
    def _session_counts(self):
        trainings = self.offer.training_of[self.sessions()]
        return np.bincount(trainings, minlength=len(self.offer.trainings))

    @cached_property
    def _first_starts(self):
        """When the first session asked for of each training begins; FAR if there is none."""
        return self._least(self.offer.starts, FAR)

    @cached_property
    def _distances(self):
        return self._least(np.nan_to_num(self._kilometres, nan=np.inf), np.inf)

    def _least(self, values, none):
        """The least value of the sessions asked for of each training, `none` without any."""
        found = np.full(len(self.offer.trainings), none)
        kept = self.sessions()
        np.minimum.at(found, self.offer.training_of[kept], values[kept])
        return found

    def _day(self, days):
        return None if days == FAR else date.fromordinal(int(days))

    def _rounded_distance(self, place):
        if not self.position or np.isinf(self._distances[place]):
            return None
        return round(float(self._distances[place]))

    @property
    def misspelt(self):
        """The words typed that no training holds, and for which similar ones were looked for."""
        reading = self.words.reading
        return list(reading.corrections) if reading else []

    # Facets ----------------------------------------------------------------------

    def facets(self):
        """Each facet with its choices and how many trainings each would find, the others kept."""
        return [
            {
                "name": facet.name,
                "title": facet.title,
                "options": options,
                "opened": facet.opened or facet.name in self.filters.chosen,
            }
            for facet in FACETS
            if (options := self._options(facet))
        ]

    def _options(self, facet):
        chosen = self.filters.values(facet.name)
        return facet.options(self._counts(facet), chosen, self.lists)

    def _counts(self, facet):
        """{value: number of trainings} of a facet."""
        if facet.about_sessions:
            column = self.offer.of_sessions[facet.name]
            return column.counts(self.sessions(leave_out=facet.name), len(self.offer.trainings))
        return self.offer.of_trainings[facet.name].counts(self.trainings(leave_out=facet.name))

    # Filters in use ----------------------------------------------------------------

    def active_filters(self, route="trainings:list"):
        """The filters in use, to show as tags on the page of this route."""
        filters = self.filters
        active = [(_("Words"), filters.words, filters.without(WORDS))] if filters.words else []
        for name, values in filters.chosen.items():
            facet, labels = BY_NAME[name], self.labels(name, values)
            for value in values:
                label = facet.title if facet.is_mark else labels[value]
                active.append((facet.title, label, filters.without(name, value)))
        if self.position:
            active.append((_("Near you"), self._place_label(), filters.without(PLACE)))
        return [
            ActiveFilter(title, label, without.address_at(route))
            for title, label, without in active
        ]

    def _place_label(self):
        place, radius = self.filters.place, self.filters.radius
        if radius:
            return _("%(radius)s km around %(place)s") % {"radius": radius, "place": place}
        return _("Near %(place)s") % {"place": place}
