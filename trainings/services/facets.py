"""The facets of the catalogue: what can be ticked, what each choice keeps, how it is counted.

A facet speaks of the training itself, or of its sessions; all choices about sessions are about
one and the same session.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Substr, TruncMonth
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.territories.services import department_names, region_names
from portal.web.dates import date_words
from portal.web.numbers import as_id
from trainings.models import Centre, SessionSeats, Training, WayOfLearning

from . import filters as names

# Choices shown of a long list; what was ticked is always shown.
MOST_CENTRES = 20
MARK = "1"
# Weeks of 35 hours: more than the first number, up to the second.
DURATIONS = {
    "1s": (_("Up to one week"), 0, 1),
    "1m": (_("One week to one month"), 1, 4),
    "3m": (_("One to three months"), 4, 13),
    "6m": (_("Three to six months"), 13, 26),
    "plus": (_("More than six months"), 26, None),
}
HOURS_A_WEEK = 35


@dataclass(frozen=True)
class Facet:
    """One list of choices.

    `keeps(values, lists)` is the condition on sessions (`about_sessions`) or trainings;
    `counted` the expression of the value that each is counted under; `labels(values, lists)` gives
    the label of each known value, in the order shown.
    """

    name: str
    title: str | Promise
    keeps: Callable
    labels: Callable
    counted: object
    about_sessions: bool = False
    opened: bool = False

    def branches(self, catalogue):
        """The querysets that count the choices, as rows (facet, value, number of trainings)."""
        return [self.rows(self.found(catalogue), self.counted)]

    def found(self, catalogue):
        """What is counted: all that the other filters keep."""
        if self.about_sessions:
            return catalogue.sessions(leave_out=self.name)
        return catalogue.trainings(leave_out=self.name)

    def rows(self, found, counted):
        rows = found.order_by().values(
            facet=Value(self.name, output_field=CharField()), value=Cast(counted, CharField())
        )
        each = "training" if self.about_sessions else "pk"
        return rows.annotate(number=Count(each, distinct=True))

    def shown(self, counts, chosen):
        """The values whose labels are wanted."""
        return [*counts, *chosen]

    def options(self, counts, chosen, lists):
        """The choices as the facet component wants them; those that find nothing only if chosen."""
        labels = self.labels(self.shown(counts, chosen), lists)
        return [
            {
                "value": value,
                "label": label,
                "count": counts.get(value, 0),
                "checked": value in chosen,
            }
            for value, label in labels.items()
            if counts.get(value) or value in chosen
        ]


@dataclass(frozen=True)
class Mark(Facet):
    """A facet of one choice: what has the mark."""

    def branches(self, catalogue):
        marked = self.found(catalogue).filter(self.keeps((MARK,), catalogue.lists))
        return [self.rows(marked, Value(MARK))]


@dataclass(frozen=True)
class DomainFacet(Facet):
    """The first-level domains, and those inside the ones that were ticked."""

    def branches(self, catalogue):
        found, lists = self.found(catalogue), catalogue.lists
        inner = lists.opened_domains(catalogue.filters.values(self.name))
        return [
            self.rows(found, self.counted),
            *(self.rows(found.filter(self.keeps((slug,), lists)), Value(slug)) for slug in inner),
        ]

    def shown(self, counts, chosen):
        return chosen


@dataclass(frozen=True)
class CentreFacet(Facet):
    """The centres with the most trainings: there may be thousands."""

    def shown(self, counts, chosen):
        most = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CENTRES]
        return [*most, *chosen]


def _in_any(lookup):
    return lambda values, lists: Q(**{f"{lookup}__in": values})


def _months(values, lists):
    found = Q()
    for value in values:
        first = date.fromisoformat(f"{value}-01")
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found |= Q(starts_on__gte=first, starts_on__lt=after)
    return found


def _month_labels(values, lists):
    months = sorted({value for value in values if _is_month(value)})
    return {
        month: capfirst(date_words(date.fromisoformat(f"{month}-01"), "F Y")) for month in months
    }


def _is_month(text):
    return re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text, re.ASCII) is not None


def _duration(value):
    _label, least, most = DURATIONS[value]
    hours, weeks = Q(hours__gt=least * HOURS_A_WEEK), Q(hours=None, weeks__gt=least)
    if most is not None:
        hours &= Q(hours__lte=most * HOURS_A_WEEK)
        weeks &= Q(weeks__lte=most)
    return hours | weeks


def _durations(values, lists):
    found = Q()
    for value in values:
        found |= _duration(value)
    return found


def _inside_domains(values, lists):
    links = Training.domains.through.objects.filter(domain__in=lists.inside(values))
    return Q(pk__in=links.values("training"))


def _centre_labels(values, lists):
    ids = [number for number in map(as_id, values) if number is not None]
    centres = {str(centre.pk): str(centre) for centre in Centre.objects.filter(pk__in=ids)}
    return {value: centres[value] for value in values if value in centres}


def _seats_left(values, lists):
    return Q(pk__in=SessionSeats.objects.available().values("session"))


def _mark(label):
    return lambda values, lists: {MARK: label}


FACETS = [
    Facet(
        names.REGION,
        _("Region"),
        keeps=_in_any("centre__department__parent__code"),
        labels=lambda values, lists: region_names(),
        counted=F("centre__department__parent__code"),
        about_sessions=True,
        opened=True,
    ),
    Facet(
        names.DEPARTMENT,
        _("Department"),
        keeps=_in_any("centre__department__code"),
        labels=lambda values, lists: department_names(),
        counted=F("centre__department__code"),
        about_sessions=True,
    ),
    CentreFacet(
        names.CENTRE,
        _("Centre"),
        keeps=_in_any("centre"),
        labels=_centre_labels,
        counted=F("centre"),
        about_sessions=True,
    ),
    DomainFacet(
        names.DOMAIN,
        _("Domain"),
        keeps=_inside_domains,
        labels=lambda values, lists: lists.domain_names(values),
        counted=Coalesce("domains__root__slug", "domains__slug"),
        opened=True,
    ),
    Facet(
        names.OBJECTIVE,
        _("My project"),
        keeps=lambda values, lists: Q(
            pk__in=Training.objectives.through.objects.filter(objective__in=values).values(
                "training"
            )
        ),
        labels=lambda values, lists: lists.objectives,
        counted=F("objectives"),
    ),
    Facet(
        names.KIND,
        _("Kind of training"),
        keeps=_in_any("kind"),
        labels=lambda values, lists: lists.kinds,
        counted=F("kind"),
    ),
    Facet(
        names.DURATION,
        _("Duration"),
        keeps=_durations,
        labels=lambda values, lists: {value: label for value, (label, *_) in DURATIONS.items()},
        counted=Case(
            *(When(_duration(value), then=Value(value)) for value in DURATIONS),
            output_field=CharField(),
        ),
    ),
    Facet(
        names.WAY,
        _("Teaching method"),
        keeps=_in_any("way_of_learning"),
        labels=lambda values, lists: dict(WayOfLearning.choices),
        counted=F("way_of_learning"),
        about_sessions=True,
    ),
    Mark(
        names.WORK_STUDY,
        _("In work-study"),
        keeps=lambda values, lists: Q(work_study=True),
        labels=_mark(_("Work-study sessions")),
        counted=None,
        about_sessions=True,
    ),
    Mark(
        names.FAST_ENTRY,
        _("Fast entry"),
        keeps=lambda values, lists: Q(fast_entry=True),
        labels=_mark(_("One can start quickly")),
        counted=None,
    ),
    Mark(
        names.CPF,
        _("CPF eligible"),
        keeps=lambda values, lists: Q(cpf_eligible=True),
        labels=_mark(_("Can be paid by the training account (CPF)")),
        counted=None,
    ),
    Mark(
        names.SEATS,
        _("Seats available"),
        keeps=_seats_left,
        labels=_mark(_("With seats left")),
        counted=None,
        about_sessions=True,
        opened=True,
    ),
    Facet(
        names.START,
        _("Start date"),
        keeps=_months,
        labels=_month_labels,
        counted=Substr(Cast(TruncMonth("starts_on"), CharField()), 1, 7),
        about_sessions=True,
    ),
]
BY_NAME = {facet.name: facet for facet in FACETS}
