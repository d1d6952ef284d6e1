from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "trainings"
    verbose_name = _("Trainings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo import registry as demo
        from portal.privacy import registry as privacy
        from portal.search import registry as search

        from . import blocks, documents, personal_data
        from .demo import load_demo_trainings
        from .seed import seed_trainings
        from .services.reference import load_lists

        search.register(
            "trainings.Training",
            queryset=documents.searchable_trainings,
            document=documents.training_document,
        )
        blocks.register_blocks()
        demo.register(40, load_demo_trainings)
        demo.register_reference(40, load_lists)
        demo.register_seeder(40, "trainings", seed_trainings, needs=["accounts"])
        for model in ["trainings.Centre", "trainings.Centre_agents"]:
            privacy.register(
                model, export=personal_data.export_centres, erase=personal_data.erase_centres
            )
        privacy.register(
            "trainings.SavedSearch",
            export=personal_data.export_saved_searches,
            erase=personal_data.erase_saved_searches,
        )
