from datetime import time, timedelta

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.jobs import schedule
        from portal.web.services import purge_sessions

        schedule.register(
            "web.purge_sessions", purge_sessions, every=timedelta(days=1), at=time(3, 20)
        )
