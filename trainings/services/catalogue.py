"""« Rechercher une formation »: what the filters find, and the counts beside each choice."""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from math import cos, radians, sqrt

from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Subquery, Value
from django.db.models.functions import Round
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.search.services import search
from portal.territories.services import position_of
from trainings.models import Session, Training

from .facets import BY_NAME, FACETS, Mark
from .filters import (
    CENTRE,
    DEPARTMENT,
    DOMAIN,
    PLACE,
    REGION,
    SEATS,
    SORTS,
    START,
    WORDS,
    Filters,
)
from .lists import Lists

KM_PER_DEGREE = 111.2
# Counts of the whole catalogue, or of broad parts of it, are read again after that many seconds.
COUNTS_KEPT = 60
# How many trainings are shown when nothing matches all that was asked.
CLOSEST = 3


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in use, and the address without it."""

    label: str
    address: str


class Catalogue:
    """What `user` finds with these filters."""

    def __init__(self, user, filters):
        self.user = user
        self.lists = Lists()
        self.filters = self._known(filters)

    def _known(self, filters):
        """The filters without the values that do not exist (any more)."""
        for name, values in filters.chosen.items():
            known = self.labels(name, values)
            filters = filters.with_chosen(name, (value for value in values if value in known))
        if filters.place and not position_of(filters.place):
            filters = filters.without(PLACE)
        return filters

    def labels(self, name, values):
        """{value: label} of a facet, for these values and those that are always known."""
        return BY_NAME[name].labels(values, self.lists)

    # What is found -------------------------------------------------------------

    @cached_property
    def matching_words(self):
        return search(Training.objects.visible_to(self.user), self.filters.words)

    def trainings(self, *, leave_out=""):
        """The trainings found; `leave_out` names a facet whose choices do not count."""
        found = self._own(leave_out)
        if self._asks_sessions(leave_out):
            sessions = self._sessions(leave_out).filter(training=OuterRef("pk"))
            found = found.filter(Exists(sessions))
        return found

    def sessions(self, *, leave_out=""):
        """The sessions that one may see of the trainings found, themselves as asked for."""
        sessions = self._sessions(leave_out)
        if self.filters.words or self._chosen(leave_out, about_sessions=False):
            sessions = sessions.filter(training__in=self._own(leave_out).order_by().values("pk"))
        return sessions

    def _own(self, leave_out):
        """The trainings that match the words and what is asked of the training itself."""
        found = self.matching_words
        for facet, values in self._chosen(leave_out, about_sessions=False):
            found = found.filter(facet.keeps(values, self.lists))
        return found

    def _sessions(self, leave_out):
        sessions = Session.objects.visible_to(self.user)
        for facet, values in self._chosen(leave_out, about_sessions=True):
            sessions = sessions.filter(facet.keeps(values, self.lists))
        if self.position and self.filters.radius:
            within = (self.filters.radius / KM_PER_DEGREE) ** 2
            sessions = sessions.alias(far=self._distance()).filter(far__lte=within)
        return sessions

    def _asks_sessions(self, leave_out):
        near = self.position and self.filters.radius
        return bool(near or self._chosen(leave_out, about_sessions=True))

    def _chosen(self, leave_out, *, about_sessions):
        return [
            (BY_NAME[name], values)
            for name, values in self.filters.chosen.items()
            if name != leave_out and BY_NAME[name].about_sessions == about_sessions
        ]

    # Distance ------------------------------------------------------------------

    @cached_property
    def position(self):
        """Where the person looks from, as (latitude, longitude); None when they did not say."""
        return position_of(self.filters.place) if self.filters.place else None

    def _distance(self):
        """The square of the distance to the centre of a session, in degrees of latitude."""
        latitude, longitude = self.position
        north = F("centre__latitude") - latitude
        east = (F("centre__longitude") - longitude) * cos(radians(latitude))
        return north * north + east * east

    # Results -------------------------------------------------------------------

    @property
    def sort(self):
        """The sort in use: by relevance when words were typed, else by title."""
        wanted = self.filters.sort
        possible = dict(self.sorts)
        return wanted if wanted in possible else next(iter(possible))

    @property
    def sorts(self):
        """The sorts that make sense here, the usual one first."""
        possible = ["relevance"] if self.filters.words else []
        possible += ["title", "start"]
        possible += ["distance"] if self.position else []
        return [(name, SORTS[name]) for name in possible]

    @cached_property
    def total(self):
        return self.trainings().count()

    def results(self):
        """The trainings found, sorted, with what their cards show but the sessions."""
        found = self.trainings().select_related("kind")
        first = F("first_start").asc(nulls_last=True)
        if self.sort == "title":
            return found.order_by("title_key", "pk")
        found = found.annotate(first_start=self._first(Min("starts_on")))
        if self.sort == "start":
            return found.order_by(first, "title_key", "pk")
        if self.sort == "distance":
            nearest = self._first(Min(self._distance()))
            return found.order_by(nearest.asc(nulls_last=True), first, "pk")
        # Among about equally relevant ones: with seats left, then sooner.
        bookable = self._matching_sessions().with_seats_left().filter(training=OuterRef("pk"))
        found = found.annotate(bookable=Exists(bookable))
        return found.order_by(Round("relevance", 1).desc(), "-bookable", first, "title_key", "pk")

    def _first(self, value):
        sessions = self._matching_sessions().filter(training=OuterRef("pk")).order_by()
        return Subquery(sessions.values("training").values(value=value))

    def with_sessions(self, trainings):
        """Give the trainings of a page the number of their sessions found, next start, distance."""
        trainings = list(trainings)
        sessions = self._matching_sessions().filter(training__in=[t.pk for t in trainings])
        rows = sessions.order_by().values("training")
        rows = rows.annotate(number=Count("pk"), start=Min("starts_on"))
        if self.position:
            rows = rows.annotate(far=Min(self._distance()))
        found = {row["training"]: row for row in rows}
        for training in trainings:
            row = found.get(training.pk, {})
            training.session_count, training.next_start = row.get("number", 0), row.get("start")
            far = row.get("far")
            training.kilometres = None if far is None else round(sqrt(far) * KM_PER_DEGREE)
        return trainings

    def _matching_sessions(self):
        return self._sessions(leave_out="")

    # Facets ----------------------------------------------------------------------

    def facets(self):
        """Each facet with its choices and how many trainings each would find, the others kept."""
        counts = self.counts()
        return [
            {
                "name": facet.name,
                "title": facet.title,
                "options": options,
                "opened": facet.opened or facet.name in self.filters.chosen,
            }
            for facet in FACETS
            if (
                options := facet.options(
                    counts.get(facet.name, {}), self.filters.values(facet.name), self.lists
                )
            )
        ]

    def counts(self):
        """{facet: {value: number}}; those without words are shared for a short while."""
        if self.filters.words or self.user.is_staff:
            return self._count()
        digest = sha256(self.filters.query.encode()).hexdigest()
        return cache.get_or_set(f"trainings:counts:{digest}", self._count, COUNTS_KEPT)

    def _count(self):
        first, *others = [branch for facet in FACETS for branch in facet.branches(self)]
        counts = {}
        for row in first.union(*others, all=True):
            if row["value"] is not None:
                counts.setdefault(row["facet"], {})[row["value"]] = row["number"]
        return counts

    # Filters in use ----------------------------------------------------------------

    def active_filters(self):
        """The filters in use, to show as tags."""
        filters = self.filters
        active = [(filters.words, filters.without(WORDS))] if filters.words else []
        for name, values in filters.chosen.items():
            facet, labels = BY_NAME[name], self.labels(name, values)
            for value in values:
                label = facet.title if isinstance(facet, Mark) else labels[value]
                active.append((label, filters.without(name, value)))
        if self.position:
            active.append((self._place_label(), filters.without(PLACE)))
        return [ActiveFilter(label, without.address) for label, without in active]

    def _place_label(self):
        place, radius = self.filters.place, self.filters.radius
        if radius:
            return _("%(radius)s km around %(place)s") % {"radius": radius, "place": place}
        return _("Near %(place)s") % {"place": place}

    # When nothing is found -----------------------------------------------------------

    @cached_property
    def easier(self):
        """What one could drop: (label, address, number of trainings found then), if any."""
        wider = self._wider()
        if not wider:
            return []
        first, *others = [
            wide.trainings()
            .order_by()
            .values(step=Value(step))
            .annotate(number=Count("pk", distinct=True))
            for step, (_label, wide) in enumerate(wider)
        ]
        numbers = {row["step"]: row["number"] for row in first.union(*others, all=True)}
        return [
            (label, wide.filters.address, numbers[step])
            for step, (label, wide) in enumerate(wider)
            if numbers.get(step)
        ]

    def closest(self):
        """The best trainings that match all but what must be dropped first."""
        for _label, wide in self._wider():
            if found := wide.with_sessions(wide.results()[:CLOSEST]):
                return found
        return []

    def _wider(self):
        """(what is dropped, the catalogue without it), from the nearest to the furthest."""
        filters = self.filters
        wider = [
            (WITHOUT.get(name) or without_filter(name), filters.without(name))
            for name in filters.chosen
        ]
        if self.position and filters.radius:
            wider.append((_("at any distance"), replace(filters, radius=None)))
        if filters.words and wider:
            label = format_lazy(_('with the words "{words}" only'), words=filters.words)
            wider.append((label, Filters(words=filters.words)))
            label = format_lazy(_('without the words "{words}"'), words=filters.words)
            wider.append((label, filters.without(WORDS)))
        return [(label, self._with(wide)) for label, wide in wider]

    def _with(self, filters):
        """The same catalogue with other filters, which hold nothing unknown."""
        other = object.__new__(Catalogue)
        other.user, other.lists, other.filters = self.user, self.lists, filters
        if filters.words == self.filters.words:
            other.matching_words = self.matching_words  # the vocabulary was asked already
        return other


def without_filter(name):
    return format_lazy(_('without the filter "{title}"'), title=BY_NAME[name].title)


WITHOUT = {
    REGION: _("in all regions"),
    DEPARTMENT: _("in all departments"),
    CENTRE: _("in all centres"),
    DOMAIN: _("in all domains"),
    SEATS: _("even without a seat left"),
    START: _("at any date"),
}
