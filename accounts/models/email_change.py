from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFETIME = timedelta(hours=24)


class EmailChangeQuerySet(models.QuerySet):
    def live(self):
        return self.filter(asked_at__gt=timezone.now() - LIFETIME)

    def expired(self):
        return self.filter(asked_at__lte=timezone.now() - LIFETIME)


class EmailChange(models.Model):
    """The new address that a person gave, until its code is typed; erased after 24 hours."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="email_change",
        verbose_name=_("account"),
    )
    email = models.EmailField(_("new e-mail"), max_length=254)
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail")
        verbose_name_plural = _("changes of e-mail")
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return f"#{self.pk}"
