from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusalReason(models.Model):
    """A typed reason for refusing a request; the list is edited by staff."""

    label = models.CharField(_("reason"), max_length=150, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("Untick it to stop offering a reason already used.")
    )

    class Meta:
        verbose_name = _("refusal reason")
        verbose_name_plural = _("refusal reasons")
        ordering = ["position", "label"]

    def __str__(self):
        return self.label
