from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.demo import registry as demo
        from portal.jobs import schedule
        from portal.search.registry import register as make_searchable
        from portal.web import sitemaps as maps

        from . import notifications  # noqa: F401 - registers the messages
        from .blocks import register_blocks
        from .demo import load_demo_communities
        from .privacy import register_personal_data
        from .search import community_document, searchable_communities
        from .seed import seed_communities
        from .services.reminders import remind_moderators
        from .sitemaps import CommunityPages, CommunitySitemap

        register_blocks()
        register_personal_data()
        make_searchable(
            "communities.Community", queryset=searchable_communities, document=community_document
        )
        schedule.register(
            "communities.remind_moderators", remind_moderators, every=timedelta(days=1), at=time(8)
        )
        maps.register("communautes", CommunitySitemap)
        maps.register("annuaire", CommunityPages)
        demo.register(30, load_demo_communities)
        demo.register_seeder(30, "communities", seed_communities, needs=["accounts"])
