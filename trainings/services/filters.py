"""What the address of the catalogue asks for."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.search.services import MAX_TYPED

# The names of the filters in the address.
WORDS, PLACE, RADIUS, SORT, SIZE = "q", "pres-de", "rayon", "tri", "taille"
REGION, DEPARTMENT, CENTRE, START, SEATS = "region", "departement", "centre", "debut", "places"
WAY, WORK_STUDY = "modalite", "alternance"
DOMAIN, OBJECTIVE, KIND, DURATION = "domaine", "projet", "type", "duree"
FAST_ENTRY, CPF = "rapide", "cpf"
FACET_NAMES = [
    REGION,
    DEPARTMENT,
    CENTRE,
    DOMAIN,
    OBJECTIVE,
    KIND,
    DURATION,
    WAY,
    WORK_STUDY,
    FAST_ENTRY,
    CPF,
    SEATS,
    START,
]
SORTS = {
    "relevance": _("Relevance"),
    "start": _("Next start"),
    "title": _("Title"),
    "distance": _("Distance"),
}
SIZES = [25, 50, 75]
RADII = [10, 30, 50, 100]
# Nobody ticks or types more by hand; it bounds the work.
MAX_CHOSEN, MAX_PLACE = 30, 40


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Values that mean nothing are left out, never an error.

    `chosen` holds the values ticked in each facet, by its name; `radius` is in kilometres around
    the postal code `place`. What was typed there and is none is kept as `not_a_place`.
    """

    words: str = ""
    chosen: dict = field(default_factory=dict)
    place: str = ""
    radius: int | None = None
    not_a_place: str = ""
    sort: str = ""
    size: int = SIZES[0]

    @classmethod
    def from_query(cls, query):
        """Read them from the query of an address (a QueryDict)."""
        chosen = {}
        for name in FACET_NAMES:
            values = [value for value in query.getlist(name) if value and "\0" not in value]
            if values:
                chosen[name] = tuple(dict.fromkeys(values))[:MAX_CHOSEN]
        sort, typed = query.get(SORT, ""), query.get(PLACE, "").strip()[:MAX_PLACE]
        place = "".join(typed.split())
        is_code = place.isascii() and place.isdigit() and len(place) == 5
        return cls(
            # Twice in the form of the dashboard: a job and a centre.
            words=" ".join(filter(None, map(str.strip, query.getlist(WORDS))))[:MAX_TYPED],
            chosen=chosen,
            place=place if is_code else "",
            not_a_place="" if is_code else typed,
            radius=_one_of(RADII, query.get(RADIUS)),
            sort=sort if sort in SORTS else "",
            size=_one_of(SIZES, query.get(SIZE)) or SIZES[0],
        )

    def values(self, name):
        return self.chosen.get(name, ())

    @property
    def query(self):
        """What is searched, as it stands in an address, always in the same order."""
        return self._query().urlencode()

    @property
    def address(self):
        """The address of the catalogue with these filters, at its first page."""
        return self.address_at("trainings:list")

    def address_at(self, route):
        """The same of another page that these filters search."""
        query = self._query()
        if self.not_a_place:
            # The field shows it again, and the distance beside it.
            query[PLACE] = self.not_a_place
            if self.radius:
                query[RADIUS] = self.radius
        if self.sort:
            query[SORT] = self.sort
        if self.size != SIZES[0]:
            query[SIZE] = self.size
        return f"{reverse(route)}?{query.urlencode()}".rstrip("?")

    def address_of_page(self, number):
        """The one address of a page of this search, however sorted."""
        query = self._query()
        if number > 1:
            query["page"] = number
        return f"{reverse('trainings:list')}?{query.urlencode()}".rstrip("?")

    def _query(self):
        query = QueryDict(mutable=True)
        if self.words:
            query[WORDS] = self.words
        for name in FACET_NAMES:
            query.setlist(name, sorted(self.values(name)))
        if self.place:
            query[PLACE] = self.place
            if self.radius:
                query[RADIUS] = self.radius
        return query

    def without(self, name, value=None):
        """The same filters less one, or less one value of it."""
        if name == WORDS:
            return replace(self, words="")
        if name == PLACE:
            return replace(self, place="", radius=None, not_a_place="")
        kept = tuple(v for v in self.values(name) if value is not None and v != value)
        return self.with_chosen(name, kept)

    def with_chosen(self, name, values):
        """The same filters with these values of a facet."""
        chosen = {**self.chosen, name: tuple(values)}
        return replace(self, chosen={key: found for key, found in chosen.items() if found})

    def __bool__(self):
        """Whether anything is searched at all."""
        return bool(self.words or self.chosen or self.place)


def _one_of(numbers, typed):
    return next((number for number in numbers if str(number) == typed), None)
