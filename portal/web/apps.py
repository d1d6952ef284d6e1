from datetime import time, timedelta

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.jobs import schedule
        from portal.web import sitemaps
        from portal.web.services import purge_sessions

        sitemaps.register("pages", sitemaps.Pages)
        schedule.register(
            "web.purge_sessions", purge_sessions, every=timedelta(days=1), at=time(3, 20)
        )
