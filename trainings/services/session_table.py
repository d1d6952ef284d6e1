"""« Lieux et dates »: the sessions of a training, filtered and sorted as the address says."""

from datetime import date
from functools import cached_property

from django.db.models import Count, F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.dates import date_words
from trainings.models import Session

from .browse import on_map

# The names of the filters in the address, and the two ways that have a tab.
REGION, START, MODE, SORT, TICKED = "region", "debut", "mode", "tri", "session"
AT_CENTRE, WORK_STUDY = "centre", "alternance"
MODES = {AT_CENTRE: gettext_lazy("At the centre"), WORK_STUDY: gettext_lazy("Work-study")}
# The columns that sort, in their order: label, fields. The number tells equal rows apart.
COLUMNS = {
    "numero": (gettext_lazy("Session no."), ["number"]),
    "region": (gettext_lazy("Region"), ["centre__department__parent__name_key"]),
    "etablissement": (gettext_lazy("Institution"), ["centre__place_key"]),
    "debut": (gettext_lazy("Start date"), ["starts_on"]),
    "fin": (gettext_lazy("End date"), ["ends_on"]),
    "cpf": (gettext_lazy("CPF"), ["cpf_eligible"]),
    "alternance": (gettext_lazy("Work-study training"), ["work_study"]),
    "places": (gettext_lazy("Seats"), ["seats_left"]),
}
DEFAULT_SORT = "debut"
# Sorted the other way at first: one looks for seats.
MOST_FIRST = "places"
# Nobody ticks more rows than pages hold.
MAX_TICKED = 200


class SessionTable:
    """What `user` sees of the sessions of `training`; what the query says wrong is left out."""

    def __init__(self, user, training, query):
        self.all = Session.objects.visible_to(user).filter(training=training)
        self.training = training
        mode, sort = query.get(MODE, ""), query.get(SORT, "")
        self.mode = mode if mode in MODES else ""
        self.sort = sort if sort.removeprefix("-") in COLUMNS else DEFAULT_SORT
        self.start = _day(query.get(START, ""))
        region = query.get(REGION, "")
        self.region = region if region in self.regions else ""
        ticked = query.getlist(TICKED)[:MAX_TICKED]
        self.ticked = [number for number in ticked if "\0" not in number]

    @property
    def is_filtered(self):
        return bool(self.region or self.start)

    # Counts -----------------------------------------------------------------------

    @cached_property
    def _counts(self):
        """(region's code, its name, work-study, sessions, of which from the date on), one query."""
        from_then = Q(starts_on__gte=self.start or date.min)
        region = "centre__department__parent"
        rows = self.all.order_by(f"{region}__name_key").values_list(
            f"{region}__code", f"{region}__name", "work_study"
        )
        return list(rows.annotate(Count("pk"), from_then=Count("pk", filter=from_then)))

    @cached_property
    def regions(self):
        """{code: name} of the regions that have sessions."""
        return {code: name for code, name, *_others in self._counts}

    @property
    def scheduled(self):
        """All sessions of the training, whatever the filters."""
        return sum(number for *_key, number, _from_then in self._counts)

    @property
    def total(self):
        return self._count(self.region, self.mode)

    def _count(self, region, mode):
        return sum(
            number
            for code, _name, work_study, _all, number in self._counts
            if region in ("", code) and mode in ("", WORK_STUDY if work_study else AT_CENTRE)
        )

    def region_options(self):
        """(code, name, number of sessions) to choose from, the other filters kept."""
        return [(code, name, self._count(code, self.mode)) for code, name in self.regions.items()]

    def region_map(self):
        """The regions that have some of the sessions, as the map of the catalogue shows them."""
        regions = [
            {
                "code": code,
                "label": name,
                "count": count,
                "address": self.address(**{REGION: code}),
            }
            for code, name, count in self.region_options()
            if count
        ]
        return on_map(regions)

    def tabs(self):
        modes = {"": _("All sessions"), **MODES}
        return [
            {
                "label": label,
                "count": self._count(self.region, mode),
                "address": self.address(**{MODE: mode}),
                "current": mode == self.mode,
            }
            for mode, label in modes.items()
        ]

    # Rows -------------------------------------------------------------------------

    def sessions(self):
        """The sessions that the filters keep, sorted, seats and places with them."""
        found = self._kept().with_list_data()
        _label, fields = COLUMNS[self.sort.removeprefix("-")]
        fields = [F(field) for field in [*fields, "number"]]
        # What nobody knows comes last either way.
        if self.sort.startswith("-"):
            return found.order_by(*(field.desc(nulls_last=True) for field in fields))
        return found.order_by(*(field.asc(nulls_last=True) for field in fields))

    def to_export(self):
        """The rows that are ticked, else all that the filters keep."""
        return self.sessions().filter(number__in=self.ticked) if self.ticked else self.sessions()

    def _kept(self):
        kept = self.all
        if self.region:
            kept = kept.filter(centre__department__parent__code=self.region)
        if self.mode:
            kept = kept.filter(work_study=self.mode == WORK_STUDY)
        return kept.filter(starts_on__gte=self.start) if self.start else kept

    # Addresses ----------------------------------------------------------------------

    def parameters(self, **changes):
        """(name, value) of what the address holds, less what goes without saying."""
        values = {
            REGION: self.region,
            START: self.start.isoformat() if self.start else "",
            MODE: self.mode,
            SORT: "" if self.sort == DEFAULT_SORT else self.sort,
            **changes,
        }
        return [(name, value) for name, value in values.items() if value]

    def address(self, **changes):
        query = QueryDict(mutable=True)
        query.update(dict(self.parameters(**changes)))
        return f"{self.training.get_absolute_url()}?{query.urlencode()}".rstrip("?") + "#sessions"

    def columns(self):
        """By column: its label, the address that sorts by it, how it sorts now (for aria-sort)."""
        columns = {}
        for name, (label, _fields) in COLUMNS.items():
            order = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
            first, second = (f"-{name}", name) if name == MOST_FIRST else (name, f"-{name}")
            wanted = second if self.sort == first else first
            address = self.address(**{SORT: "" if wanted == DEFAULT_SORT else wanted})
            columns[name] = {"label": label, "address": address, "order": order}
        return columns

    @property
    def in_words(self):
        return ", ".join(label for _title, label in self.labels())

    def labels(self):
        """(title, label) of the filters in use."""
        labels = []
        if self.region:
            labels.append((_("Region"), self.regions[self.region]))
        if self.start:
            day = date_words(self.start, "SHORT_DATE_FORMAT")
            labels.append((_("Start date"), _("from %(date)s on") % {"date": day}))
        if self.mode:
            labels.append((_("Way of learning"), str(MODES[self.mode])))
        if self.ticked:
            labels.append((_("Sessions"), _("rows ticked")))
        return labels


def _day(text):
    """The day that is written as 2027-03-27, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
