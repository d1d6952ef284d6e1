from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedSearchQuerySet(models.QuerySet):
    def with_alert(self):
        """Those whose owner wants news and can still be told."""
        return self.filter(alert=True, owner__is_active=True)


class SavedSearch(models.Model):
    """A search of the catalogue that a person keeps, with news of its new sessions if wanted."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="saved_searches",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=100)
    # The filters as they stand in the address of the catalogue, always in the same order.
    query = models.CharField(_("search"), max_length=2000, blank=True)
    alert = models.BooleanField(_("alert by e-mail"), default=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    # Sessions published up to then are no news.
    looked_until = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "query"], name="saved_search_once_per_owner")
        ]
        indexes = [
            models.Index(
                fields=["looked_until"],
                condition=models.Q(alert=True),
                name="saved_search_with_alert",
            )
        ]

    def __str__(self):
        return f"{self.owner_id} {self.pk}"

    def get_absolute_url(self):
        """The catalogue, searched like this."""
        return f"{reverse('trainings:list')}?{self.query}".rstrip("?")
