"""Filters of the list of prescriptions: no choice costs a query per row."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applications.agents import centres_of
from applications.models import Prescription
from applications.stages import PRESCRIPTION
from portal.web.numbers import as_id
from trainings.models import Session

MOST_CHOICES = 100


class StageFilter(admin.SimpleListFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [
            (stage.code, f"{stage.number}. {stage.label}" if stage.number else stage.label)
            for stage in PRESCRIPTION.stages
        ]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(request__status=self.value())


class ChosenByNumber(admin.SimpleListFilter):
    """A filter on an id that came in the address; anything else finds nothing, quietly."""

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        number = as_id(value)
        return queryset.none() if number is None else queryset.filter(**{self.path: number})


class CentreFilter(ChosenByNumber):
    """The centres that one works for."""

    title = _("centre")
    parameter_name = "centre"
    path = "session__centre"

    def lookups(self, request, model_admin):
        centres = centres_of(request.user)[:MOST_CHOICES]
        return [(str(centre.pk), str(centre)) for centre in centres]


class SessionFilter(ChosenByNumber):
    """The sessions of the chosen centre that have requests; offered once a centre is chosen."""

    title = _("session")
    parameter_name = "session"
    path = "session"

    def lookups(self, request, model_admin):
        centre = as_id(request.GET.get(CentreFilter.parameter_name))
        chosen = as_id(request.GET.get(self.parameter_name))
        sessions = Session.objects.select_related("training").order_by("-starts_on", "number")
        if centre is not None:
            with_requests = Prescription.objects.filter(session__centre=centre)
            sessions = sessions.filter(pk__in=with_requests.values("session"))
        elif chosen is not None:
            sessions = sessions.filter(pk=chosen)
        else:
            return []
        return [
            (str(session.pk), f"{session.number} {session.training.title}")
            for session in sessions[:MOST_CHOICES]
        ]
