from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "portal.territories"
    label = "territories"
    verbose_name = _("Territories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo.registry import register, register_reference

        from .communes import load_first_communes, load_official_communes
        from .services import load_territories

        register_reference(10, load_territories)
        register_reference(11, load_first_communes)
        register(5, load_official_communes)
