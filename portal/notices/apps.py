from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.jobs import schedule
from portal.web.registry import MenuEntry, layout, menu


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from portal.notices import digests, notifications, privacy, services  # noqa: F401

        day, week = timedelta(days=1), timedelta(weeks=1)
        schedule.register("notices.daily", digests.send_daily, every=day, at=time(7))
        schedule.register(
            "notices.weekly", digests.send_weekly, every=week, at=time(7), weekday=schedule.MONDAY
        )
        schedule.register("notices.purge", services.purge_notices, every=day, at=time(3, 20))
        menu.register(MenuEntry(_("My notifications"), "notifications", position=80, icon="bell"))
        layout.register(bell)
        privacy.register()


def bell(request):
    """What the header shows to someone signed in: one query, made where it is shown."""
    from portal.notices.services import unread_count

    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"bell": SimpleLazyObject(lambda: {"unread": unread_count(user)})}
