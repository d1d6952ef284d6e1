from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Applications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo import registry as demo
        from portal.workflow.registry import register as register_workflow
        from trainings.registry import session_changed

        from . import personal_data, showcase
        from .agents import prepare_agents_group
        from .demo import load_demo_applications
        from .notifications import moved, received  # noqa: F401 registered by being imported
        from .seed import seed_applications
        from .services.sessions import concerned_by, follow_sessions
        from .stages import PRESCRIPTION

        register_workflow(PRESCRIPTION)
        session_changed.register(follow_sessions, concerned=concerned_by)
        showcase.register_entries()
        personal_data.register_models()
        demo.register(50, load_demo_applications)
        demo.register_seeder(50, "applications", seed_applications, needs=["accounts", "trainings"])
        post_migrate.connect(prepare_agents_group, sender=self)
