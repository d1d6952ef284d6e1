"""« Rechercher une formation »: the filters, what they find, and the counts beside each choice."""

from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.search.services import MAX_TYPED, search
from portal.territories.services import region_names
from trainings.models import Domain, Session, Training

SORTS = {"relevance": _("Relevance"), "start": _("Next start"), "title": _("Title")}
# The names of the filters in the address.
WORDS, REGION, DOMAIN, SEATS, SORT = "q", "region", "domaine", "places", "tri"


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Values that mean nothing find nothing wrong: they are left out."""

    words: str = ""
    regions: tuple = ()
    domains: tuple = ()
    seats: bool = False
    sort: str = ""

    @classmethod
    def from_query(cls, query):
        """Read them from the query of an address (a QueryDict)."""
        sort = query.get(SORT, "")
        return cls(
            words=query.get(WORDS, "").strip()[:MAX_TYPED],
            regions=tuple(dict.fromkeys(query.getlist(REGION))),
            domains=tuple(dict.fromkeys(query.getlist(DOMAIN))),
            seats=query.get(SEATS) == "1",
            sort=sort if sort in SORTS else "",
        )

    @property
    def address(self):
        """The address of the catalogue with these filters, at its first page."""
        query = QueryDict(mutable=True)
        if self.words:
            query[WORDS] = self.words
        query.setlist(REGION, self.regions)
        query.setlist(DOMAIN, self.domains)
        if self.seats:
            query[SEATS] = "1"
        if self.sort:
            query[SORT] = self.sort
        return f"{reverse('trainings:list')}?{query.urlencode()}".rstrip("?")

    def without(self, name, value=None):
        """The same filters less one, or less one value of it."""
        if name == REGION:
            return replace(self, regions=tuple(v for v in self.regions if v != value))
        if name == DOMAIN:
            return replace(self, domains=tuple(v for v in self.domains if v != value))
        return replace(self, **({"words": ""} if name == WORDS else {"seats": False}))


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in use, and the address without it."""

    label: str
    address: str


class Catalogue:
    """What `user` finds with these filters."""

    def __init__(self, user, filters):
        self.user = user
        self.filters = replace(
            filters,
            regions=tuple(code for code in filters.regions if code in self.regions),
            domains=tuple(slug for slug in filters.domains if slug in self.domains),
        )

    @cached_property
    def regions(self):
        return region_names()

    @cached_property
    def domains(self):
        return {domain.slug: domain for domain in Domain.objects.all()}

    @cached_property
    def matching_words(self):
        return search(Training.objects.visible_to(self.user), self.filters.words)

    def trainings(self, *, leave_out="", seats=None):
        """The trainings found, best first; `leave_out` names a facet whose choices do not count."""
        found = self.matching_words
        if self.filters.domains and leave_out != DOMAIN:
            chosen = self._inside(*self.filters.domains)
            links = Training.domains.through.objects.filter(domain__in=chosen)
            found = found.filter(pk__in=links.values("training"))
        seats = self.filters.seats and leave_out != SEATS if seats is None else seats
        regions = self.filters.regions if leave_out != REGION else ()
        if seats or regions:
            sessions = self._sessions(seats=seats, regions=regions)
            found = found.filter(Exists(sessions.filter(training=OuterRef("pk"))))
        return found

    def _sessions(self, *, seats, regions):
        """The sessions one may see, of the regions if any, with a seat left if wanted."""
        sessions = Session.objects.visible_to(self.user)
        if regions:
            sessions = sessions.filter(centre__department__parent__code__in=regions)
        return sessions.with_seats_left() if seats else sessions

    def _inside(self, *slugs):
        """The ids of these domains and of all that they contain."""
        children = {}
        for domain in self.domains.values():
            children.setdefault(domain.parent_id, []).append(domain.pk)
        found, queue = set(), [self.domains[slug].pk for slug in slugs]
        while queue:
            pk = queue.pop()
            if pk not in found:
                found.add(pk)
                queue += children.get(pk, [])
        return found

    # Results -----------------------------------------------------------------

    @property
    def sort(self):
        """The sort in use: by relevance when words were typed, else by title."""
        default = "relevance" if self.filters.words else "title"
        wanted = self.filters.sort or default
        return "title" if wanted == "relevance" and not self.filters.words else wanted

    @property
    def sorts(self):
        if self.filters.words:
            return list(SORTS.items())
        return [(name, label) for name, label in SORTS.items() if name != "relevance"]

    @cached_property
    def totals(self):
        """How many trainings are found, and how many of them with seats left, in one query."""
        found = Training.objects.filter(pk__in=self.trainings().order_by().values("pk"))
        sessions = self._sessions(seats=True, regions=self.filters.regions)
        bookable = Exists(sessions.filter(training=OuterRef("pk")))
        return found.aggregate(found=Count("pk"), with_seats=Count("pk", filter=Q(bookable)))

    def results(self):
        """The trainings found, sorted, with what their cards show but the sessions."""
        found = self.trainings().select_related("kind")
        if self.sort == "start":
            sessions = self._matching_sessions().filter(training=OuterRef("pk")).order_by()
            first = sessions.values("training").values(first=Min("starts_on"))
            found = found.annotate(first_start=Subquery(first))
            return found.order_by(F("first_start").asc(nulls_last=True), "title_key", "pk")
        return found.order_by("title_key", "pk") if self.sort == "title" else found

    def with_sessions(self, trainings):
        """Give the trainings of a page the number of their sessions found and the next start."""
        trainings = list(trainings)
        sessions = self._matching_sessions().filter(training__in=[t.pk for t in trainings])
        rows = sessions.order_by().values("training")
        rows = rows.annotate(n=Count("pk"), start=Min("starts_on"))
        found = {row["training"]: row for row in rows}
        for training in trainings:
            row = found.get(training.pk, {"n": 0, "start": None})
            training.session_count, training.next_start = row["n"], row["start"]
        return trainings

    def _matching_sessions(self):
        return self._sessions(seats=self.filters.seats, regions=self.filters.regions)

    # Facets ------------------------------------------------------------------

    def facets(self):
        """The choices of each facet with how many trainings each would find, the others kept."""
        return {
            "regions": self.region_options(),
            "domains": self.domain_options(),
            "seats": self.seats_options(),
        }

    def region_options(self):
        found = self.trainings(leave_out=REGION, seats=False).order_by().values("pk")
        sessions = self._sessions(seats=self.filters.seats, regions=()).filter(training__in=found)
        codes = sessions.order_by().values_list("centre__department__parent__code")
        counts = dict(codes.annotate(Count("training", distinct=True)))
        rows = [(code, name, counts.get(code, 0)) for code, name in self.regions.items()]
        return _options(rows, self.filters.regions)

    def domain_options(self):
        """The first-level domains, and those inside them that were chosen."""
        found = self.trainings(leave_out=DOMAIN).order_by().values("pk")
        links = Training.domains.through.objects.filter(training__in=found).order_by()
        tops = links.values_list(Coalesce("domain__root", "domain"))
        counts = dict(tops.annotate(Count("training", distinct=True)))
        inner = [slug for slug in self.filters.domains if self.domains[slug].parent_id]
        for slug in inner:
            held = links.filter(domain__in=self._inside(slug)).values("training").distinct()
            counts[self.domains[slug].pk] = held.count()
        shown = [d for d in self.domains.values() if d.parent_id is None or d.slug in inner]
        rows = [(domain.slug, domain.name, counts.get(domain.pk, 0)) for domain in shown]
        return _options(rows, self.filters.domains)

    def seats_options(self):
        count = self.totals["with_seats"]
        chosen = ("1",) if self.filters.seats else ()
        return _options([("1", _("With seats left"), count)], chosen)

    # Filters in use ----------------------------------------------------------

    def active_filters(self):
        """The filters in use, to show as tags."""
        filters = self.filters
        active = []
        if filters.words:
            active.append((filters.words, filters.without(WORDS)))
        for code in filters.regions:
            active.append((self.regions[code], filters.without(REGION, code)))
        for slug in filters.domains:
            active.append((self.domains[slug].name, filters.without(DOMAIN, slug)))
        if filters.seats:
            active.append((_("With seats left"), filters.without(SEATS)))
        return [ActiveFilter(label, without.address) for label, without in active]

    def easier(self):
        """When nothing is found: what one could drop, and how many trainings there would be."""
        filters = self.filters
        wider = []
        if filters.words:
            label = format_lazy(_('without the words "{words}"'), words=filters.words)
            wider.append((label, replace(filters, words="")))
        if filters.regions:
            wider.append((_("in all regions"), replace(filters, regions=())))
        if filters.domains:
            wider.append((_("in all domains"), replace(filters, domains=())))
        if filters.seats:
            wider.append((_("even without a seat left"), replace(filters, seats=False)))
        counted = [
            (label, wide.address, self._with(wide).trainings().count()) for label, wide in wider
        ]
        return [item for item in counted if item[2]]

    def _with(self, filters):
        other = copy(self)
        other.filters = filters
        if filters.words != self.filters.words:
            other.__dict__.pop("matching_words", None)
        return other


def first_level_domains(user):
    """The (slug, name, number of trainings) of the first-level domains that hold some."""
    links = Training.domains.through.objects.filter(training__in=Training.objects.visible_to(user))
    top = {
        name: Coalesce(f"domain__root__{name}", f"domain__{name}")
        for name in ("position", "name", "slug")
    }
    counted = links.order_by().values(**top).annotate(count=Count("training", distinct=True))
    return counted.order_by("position", "name").values_list("slug", "name", "count")


def _options(rows, chosen):
    """Choices as the facet component wants them; those that find nothing only if chosen."""
    return [
        {"value": value, "label": label, "count": count, "checked": value in chosen}
        for value, label, count in rows
        if count or value in chosen
    ]
