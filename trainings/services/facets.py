"""The facets of the catalogue: what can be ticked, under which names, in which order.

A facet speaks of the training itself, or of its sessions; all choices about sessions are about
one and the same session. What each choice finds stands in the columns of the offer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.territories.services import department_names, region_names
from portal.web.dates import date_words
from trainings.models import WayOfLearning

from . import filters as names
from .offer import MARK

# Choices shown of a long list; what was ticked is always shown.
MOST_CENTRES = 10
DURATIONS = {
    "1s": _("Up to one week"),
    "1m": _("One week to one month"),
    "3m": _("One to three months"),
    "6m": _("Three to six months"),
    "plus": _("More than six months"),
}


@dataclass(frozen=True)
class Facet:
    """One list of choices.

    `labels(counted, chosen, lists)` gives the label of each known value, in the order shown, from
    the values counted and those chosen. `most` shows only that many, those that find most.
    """

    name: str
    title: str | Promise
    labels: Callable
    about_sessions: bool = False
    opened: bool = False
    most: int | None = None
    is_mark: bool = False

    def options(self, counts, chosen, lists):
        """The choices as the facet component wants them; those that find nothing only if chosen."""
        values = counts
        if self.most:
            values = sorted(counts, key=lambda value: (-counts[value], value))[: self.most]
        labels = self.labels(values, chosen, lists)
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


def mark(name, title, label, **fields):
    """A facet of one choice: what has the mark."""
    return Facet(name, title, lambda counted, chosen, lists: {MARK: label}, is_mark=True, **fields)


def _month_labels(counted, chosen, lists):
    months = sorted({month for month in [*counted, *chosen] if _is_month(month)})
    return {
        month: capfirst(date_words(date.fromisoformat(f"{month}-01"), "F Y")) for month in months
    }


def _is_month(text):
    return re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text, re.ASCII) is not None


def _centre_labels(counted, chosen, lists):
    known = lists.centres
    return {value: known[value] for value in [*counted, *chosen] if value in known}


def _way_labels(counted, chosen, lists):
    """« En alternance » has a facet of its own beside this one."""
    labels = dict(WayOfLearning.choices)
    if WayOfLearning.WORK_STUDY not in chosen:
        del labels[WayOfLearning.WORK_STUDY]
    return labels


FACETS = [
    Facet(
        names.REGION,
        _("Region"),
        labels=lambda counted, chosen, lists: region_names(),
        about_sessions=True,
        opened=True,
    ),
    Facet(
        names.DEPARTMENT,
        _("Department"),
        labels=lambda counted, chosen, lists: department_names(),
        about_sessions=True,
    ),
    Facet(
        names.CENTRE,
        _("Centre"),
        labels=_centre_labels,
        about_sessions=True,
        most=MOST_CENTRES,
    ),
    Facet(
        names.DOMAIN,
        _("Domain"),
        labels=lambda counted, chosen, lists: lists.domain_names(chosen),
        opened=True,
    ),
    Facet(names.OBJECTIVE, _("My project"), labels=lambda counted, chosen, lists: lists.objectives),
    Facet(names.KIND, _("Kind of training"), labels=lambda counted, chosen, lists: lists.kinds),
    Facet(names.DURATION, _("Duration"), labels=lambda counted, chosen, lists: DURATIONS),
    Facet(
        names.WAY,
        _("Way of learning"),
        labels=_way_labels,
        about_sessions=True,
    ),
    mark(names.WORK_STUDY, _("In work-study"), _("Work-study sessions"), about_sessions=True),
    mark(names.FAST_ENTRY, _("Fast entry"), _("Fast entry into training")),
    mark(names.CPF, _("CPF eligible"), _("Can be paid by the training account (CPF)")),
    mark(
        names.SEATS,
        _("Seats available"),
        _("With seats left"),
        about_sessions=True,
        opened=True,
    ),
    Facet(names.START, _("Start date"), labels=_month_labels, about_sessions=True),
]
BY_NAME = {facet.name: facet for facet in FACETS}
