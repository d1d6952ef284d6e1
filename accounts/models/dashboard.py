from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DashboardPreference(models.Model):
    """The order that a person gave the blocks of their dashboard, and those they hid."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="dashboard_preference",
        verbose_name=_("account"),
    )
    # Names of blocks; those that an app adds later come at their usual place.
    order = models.JSONField(_("order of the blocks"), default=list, blank=True)
    hidden = models.JSONField(_("hidden blocks"), default=list, blank=True)

    class Meta:
        verbose_name = _("dashboard preference")
        verbose_name_plural = _("dashboard preferences")

    def __str__(self):
        return f"#{self.pk}"
