"""The centres of trainings, with what matters to requests: who works on them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applications.agents import without_agent
from trainings.admin.centres import CentreAdmin as TrainingsCentreAdmin
from trainings.models import Centre

admin.site.unregister(Centre)


class WithoutAgent(admin.SimpleListFilter):
    """Centres whose requests nobody works on: staff attach somebody."""

    title = _("agents")
    parameter_name = "agents"

    def lookups(self, request, model_admin):
        return [("none", _("Without any agent"))]

    def queryset(self, request, queryset):
        return without_agent(queryset) if self.value() == "none" else queryset


@admin.register(Centre)
class CentreAdmin(TrainingsCentreAdmin):
    list_filter = [WithoutAgent, *TrainingsCentreAdmin.list_filter]
