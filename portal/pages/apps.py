from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    verbose_name = _("Pages and terms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo.registry import register as register_demo
        from portal.web.registry import layout

        from .demo import load_demo_pages
        from .footer import footer
        from .privacy import register_personal_data

        layout.register(footer)
        register_demo(10, load_demo_pages)
        register_personal_data()
