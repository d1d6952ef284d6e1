"""Regions and departments: where people work and where trainings take place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryQuerySet(models.QuerySet):
    def regions(self):
        return self.filter(kind=Territory.Kind.REGION)

    def departments(self):
        return self.filter(kind=Territory.Kind.DEPARTMENT)

    def as_tree(self):
        """Regions by name, each with its departments prefetched as `departments`."""
        return (
            self.regions()
            .order_by("name_key")
            .prefetch_related(
                models.Prefetch(
                    "children", Territory.objects.order_by("code"), to_attr="departments"
                )
            )
        )


class Territory(models.Model):
    """A region or a department of the official geographic code (INSEE)."""

    class Kind(models.TextChoices):
        REGION = "region", _("Region")
        DEPARTMENT = "department", _("Department")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=3)
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=80, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("region"),
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["kind", "name_key"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_kind_code_unique"),
            models.CheckConstraint(
                condition=models.Q(kind="region", parent__isnull=True)
                | models.Q(kind="department", parent__isnull=False),
                name="territory_department_has_region",
            ),
        ]

    def __str__(self):
        return self.name if self.kind == self.Kind.REGION else f"{self.name} ({self.code})"
