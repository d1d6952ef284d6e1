"""What models of several apps share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerSlugQuerySet(models.QuerySet):
    def keep(self, before, target):
        """Have the address that `target` had (None: it is new) lead to the one that it has."""
        self.filter(slug=target.slug).delete()
        if before and before != target.slug:
            self.create(slug=before, target=target)

    def target_of(self, slug, visible):
        """What has left this address, if it is among those of `visible`, or None."""
        former = self.filter(slug=slug, target__in=visible).select_related("target").first()
        return former and former.target


class AbstractFormerSlug(models.Model):
    """An address that something had; it leads to the present one.

    Subclasses add `target`, a foreign key to what had it, with `related_name="former_slugs"`.
    """

    slug = models.SlugField(_("former address"), max_length=120, unique=True)

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["slug"]

    def __str__(self):
        return self.slug
