"""Filters of the list of prescriptions: no choice costs a query per row."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applications.stages import PRESCRIPTION
from trainings.models import Centre, Session

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
        known = str(value).isascii() and str(value).isdigit() and len(value) < 19
        return queryset.filter(**{self.path: int(value)}) if known else queryset.none()


class CentreFilter(ChosenByNumber):
    """The centres that one works for."""

    title = _("centre")
    parameter_name = "centre"
    path = "session__centre"

    def lookups(self, request, model_admin):
        centres = Centre.objects.all()
        if not request.user.is_superuser:
            centres = centres.filter(agents=request.user)
        return [(str(centre.pk), str(centre)) for centre in centres[:MOST_CHOICES]]


class SessionFilter(ChosenByNumber):
    """The sessions of the chosen centre that are not over."""

    title = _("session")
    parameter_name = "session"
    path = "session"

    def lookups(self, request, model_admin):
        centre = request.GET.get("centre", "")
        sessions = Session.objects.filter(prescriptions__isnull=False).distinct()
        if centre.isascii() and centre.isdigit() and len(centre) < 19:
            sessions = sessions.filter(centre=int(centre))
        elif request.user.is_superuser:
            return self.chosen(request)
        else:
            sessions = sessions.filter(centre__agents=request.user)
        sessions = sessions.select_related("training").order_by("-starts_on", "number")
        return [
            (str(session.pk), f"{session.number} {session.training.title}")
            for session in sessions[:MOST_CHOICES]
        ]

    def chosen(self, request):
        """Administrators choose a centre first; the session of a shared address stays shown."""
        value = request.GET.get(self.parameter_name, "")
        return [(value, value)] if value else []
