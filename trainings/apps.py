from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo import registry as demo
        from portal.jobs import schedule
        from portal.privacy import registry as privacy
        from portal.search import registry as search
        from portal.web import sitemaps as maps

        from . import (  # noqa: F401
            blocks,
            documents,
            import_messages,
            notifications,
            personal_data,
            sitemaps,
        )
        from .demo import load_demo_trainings
        from .seed import seed_trainings
        from .services import lapsed, seats
        from .services.alerts import send_alerts
        from .services.imports.profiles import load_profiles
        from .services.imports.runs import purge_runs
        from .services.reference import load_lists

        for label, queryset, document in documents.SEARCHED:
            search.register(label, queryset=queryset, document=document, fillers=documents.FILLERS)
        blocks.register_blocks()
        # Before the daily summaries leave.
        schedule.register("trainings.alerts", send_alerts, every=timedelta(days=1), at=time(6, 30))
        schedule.register(
            lapsed.REGISTRATIONS, lapsed.forget_lapsed_registrations, every=timedelta(hours=1)
        )
        schedule.register(
            "trainings.lapsed_seats", seats.free_lapsed_seats, every=timedelta(minutes=1)
        )
        maps.register("formations", sitemaps.TrainingSitemap)
        maps.register("catalogue", sitemaps.CataloguePages)
        demo.register(40, load_demo_trainings)
        demo.register_reference(40, load_lists)
        demo.register_seeder(40, "trainings", seed_trainings, needs=["accounts"])
        demo.register_reference(41, load_profiles)
        schedule.register(
            "trainings.purge_imports", purge_runs, every=timedelta(days=1), at=time(3, 50)
        )
        for model in ["trainings.Centre", "trainings.Centre_agents"]:
            privacy.register(
                model, export=personal_data.export_centres, erase=personal_data.erase_centres
            )
        privacy.register(
            "trainings.ImportRun",
            export=personal_data.export_imports,
            erase=personal_data.erase_imports,
        )
        privacy.register(
            "trainings.SavedSearch",
            export=personal_data.export_saved_searches,
            erase=personal_data.erase_saved_searches,
        )
