from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Job, ScheduledRun
from portal.web.admin import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind", "state", "progress_shown", "created_at", "finished_at", "error"]
    list_filter = ["state"]
    fields = [
        "kind", "arguments", "requested_by", "state", "progress", "total", "attempts", "error",
        "created_at", "finished_at",
    ]  # fmt: skip

    @admin.display(description=_("progress"))
    def progress_shown(self, job):
        return f"{job.percentage} %" if job.total else job.progress


@admin.register(ScheduledRun)
class ScheduledRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "done_turn", "finished_at", "error"]
    fields = list_display
