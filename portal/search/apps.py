from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.jobs import schedule

        from .services import reindex_stale

        # Entries are claimed row by row: two workers never read the same.
        schedule.register(
            "search.reindex", reindex_stale, every=timedelta(seconds=5), everywhere=True
        )
