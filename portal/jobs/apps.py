from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import schedule


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = _("Jobs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.jobs import privacy, services

        schedule.register(
            "jobs.take", services.take_job, every=timedelta(seconds=1), everywhere=True
        )
        schedule.register(
            "jobs.purge", services.purge_jobs, every=timedelta(days=1), at=time(3, 10)
        )
        privacy.register()
