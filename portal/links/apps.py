from datetime import timedelta

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "portal.links"
    label = "links"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.jobs import schedule
        from portal.links.codes import purge_codes

        schedule.register("links.purge_codes", purge_codes, every=timedelta(hours=1))
