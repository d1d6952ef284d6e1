"""Regions, departments and communes: where people work and where trainings take place."""

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


class Commune(models.Model):
    """A commune of the official geographic code (INSEE), and where it is when that is known."""

    code = models.CharField(_("INSEE code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    department = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="communes",
        limit_choices_to={"kind": "department"},
        verbose_name=_("department"),
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    # Degrees (WGS 84).
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="commune_latitude_with_longitude",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.department.code})"


class PostalCode(models.Model):
    """A postal code of a commune: one code may serve dozens of communes, one commune have many."""

    code = models.CharField(_("postal code"), max_length=5)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="postal_codes", verbose_name=_("commune")
    )

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["code", "commune"]
        constraints = [
            models.UniqueConstraint(fields=["code", "commune"], name="postal_code_commune_unique")
        ]

    def __str__(self):
        return self.code
