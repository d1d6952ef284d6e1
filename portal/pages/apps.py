from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "portal.pages"
    label = "pages"
    verbose_name = _("Pages and terms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo.registry import register_reference
        from portal.web.registry import layout

        from .content_files import load_pages
        from .footer import footer
        from .privacy import register_personal_data

        layout.register(footer)
        register_reference(10, load_pages)
        register_personal_data()
