from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import demo, search, seed
        from accounts.notifications import (  # noqa: F401  they register themselves
            partners,
            security,
            signup,
        )
        from accounts.privacy import register_personal_data
        from accounts.services import trusted_domains  # noqa: F401  its job registers itself
        from accounts.services.credentials import erase_expired_email_changes
        from accounts.services.organisation_types import load_organisation_types
        from accounts.services.partners import send_awaiting_digest
        from accounts.services.signup import erase_expired_drafts
        from portal.demo import registry as demo_registry
        from portal.jobs import schedule
        from portal.search import registry as search_registry

        register_menu()
        register_personal_data()
        search_registry.register(
            "accounts.Organisation",
            queryset=search.searchable_organisations,
            document=search.organisation_document,
        )
        demo_registry.register_reference(20, load_organisation_types)
        demo_registry.register(20, demo.load_demo_accounts)
        demo_registry.register_seeder(20, "accounts", seed.seed_accounts)
        schedule.register("accounts.signup_drafts", erase_expired_drafts, every=timedelta(hours=1))
        schedule.register(
            "accounts.email_changes", erase_expired_email_changes, every=timedelta(hours=1)
        )
        schedule.register(
            "accounts.partners_awaiting",
            send_awaiting_digest,
            every=timedelta(days=1),
            at=time(7, 30),
        )


def register_menu():
    from portal.web.registry import MenuEntry, menu

    for label, route, position, icon in [
        (_("My dashboard"), "accounts:dashboard", 10, "house"),
        (_("My personal data"), "accounts:profile", 20, "person-circle"),
    ]:
        menu.register(MenuEntry(label, route, position=position, icon=icon))
