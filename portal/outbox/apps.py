from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.demo import registry as demo
from portal.jobs import schedule
from portal.privacy import registry as privacy


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.outbox import delivery, upkeep
        from portal.outbox.health import OutboxAge
        from portal.outbox.seed import seed_outbox
        from portal.web import health

        schedule.register(
            "outbox.deliver", delivery.deliver, every=timedelta(seconds=1), everywhere=True
        )
        schedule.register("outbox.clean_up", upkeep.clean_up, every=timedelta(minutes=1))
        privacy.register(
            "outbox.OutgoingEmail", export=upkeep.export_person, erase=upkeep.erase_person
        )
        health.register("outbox", OutboxAge)
        demo.register_seeder(60, "outbox", seed_outbox, needs=["accounts"])
