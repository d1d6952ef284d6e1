from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HistoryIsKept(Exception):
    """Somebody tried to rewrite history."""


class HistoryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise HistoryIsKept("History is only ever added to.")

    def delete(self):
        raise HistoryIsKept("History is only ever added to.")


class HistoryEvent(models.Model):
    """Who moved a request, when, from where to where, and why. Only ever added to."""

    at = models.DateTimeField(_("date"), default=timezone.now, editable=False)
    # Null for what the portal does by itself.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("actor"),
    )
    role = models.CharField(_("role"), max_length=20, editable=False)
    transition = models.CharField(_("transition"), max_length=40, editable=False)
    # Empty for the first event: the request was filed.
    source = models.CharField(_("from"), max_length=30, blank=True, editable=False)
    target = models.CharField(_("to"), max_length=30, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    # What was given with the transition: codes, dates and ids.
    details = models.JSONField(_("details"), default=dict, blank=True, editable=False)

    # What followed from it: a seat taken or freed, an interview cancelled.
    effects = models.JSONField(_("effects"), default=dict, blank=True, editable=False)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        verbose_name = _("history event")
        verbose_name_plural = _("history events")

    def __str__(self):
        return f"{self.transition}: {self.source} > {self.target}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise HistoryIsKept("History is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsKept("History is only ever added to.")
