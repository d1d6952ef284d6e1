from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("Trainings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo import registry as demo
        from portal.jobs import schedule
        from portal.privacy import registry as privacy
        from portal.search import registry as search

        from . import blocks, documents, import_messages, personal_data  # noqa: F401
        from .demo import load_demo_trainings
        from .services.imports.profiles import load_profiles
        from .services.imports.runs import purge_runs
        from .services.reference import load_lists

        search.register(
            "trainings.Training",
            queryset=documents.searchable_trainings,
            document=documents.training_document,
        )
        blocks.register_blocks()
        demo.register(40, load_demo_trainings)
        demo.register_reference(40, load_lists)
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
