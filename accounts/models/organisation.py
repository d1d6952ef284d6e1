from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.search.text import fold


class OrganisationType(models.Model):
    """A kind of organisation that partners choose from; the list is edited by staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    asks_details = models.BooleanField(
        _("asks for details"), default=False, help_text=_("“Other”: a free text is asked for.")
    )

    class Meta:
        verbose_name = _("organisation type")
        verbose_name_plural = _("organisation types")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Organisation(models.Model):
    """A public body, company, service or association that people belong to."""

    class Origin(models.TextChoices):
        STAFF = "staff", _("Entered by staff")
        SIGNUP = "signup", _("Declared at sign-up")
        IMPORT = "import", _("Imported")

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=400, editable=False, db_index=True)
    type = models.ForeignKey(
        OrganisationType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("type"),
    )
    type_details = models.CharField(_("type, in words"), max_length=100, blank=True)
    department = models.ForeignKey(
        "territories.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "department"},
        verbose_name=_("department"),
    )
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    siret = models.CharField(_("SIRET number"), max_length=14, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.STAFF)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_key", "pk"]
        constraints = [
            # Two people who declare the same new name at the same moment get one row.
            models.UniqueConstraint(
                fields=["name_key"],
                condition=models.Q(origin="signup"),
                name="organisation_declared_name_unique",
            ),
            models.CheckConstraint(condition=~models.Q(name_key=""), name="organisation_has_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        """Where it is, for those that bear the same name: « Lens (62300) »."""
        code = f"({self.postal_code})" if self.postal_code else ""
        return f"{self.city} {code}".strip()

    @property
    def kind(self):
        """Its type in words."""
        return self.type.name if self.type else self.type_details

    @property
    def place_and_kind(self):
        """What tells it from others, and why it was found: « Lens (62300) – Association »."""
        return " – ".join(filter(None, [self.place, self.kind]))

    @property
    def name_and_place(self):
        return f"{self.name}, {self.place}" if self.place else self.name

    def save(self, *args, **kwargs):
        self.name_key = fold(self.name)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)


class TrustedDomain(models.Model):
    """An e-mail domain of an organisation, whose partners are approved at once."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="trusted_domains", verbose_name=_("organisation")
    )
    domain = models.CharField(_("domain"), max_length=253)

    class Meta:
        verbose_name = _("trusted e-mail domain")
        verbose_name_plural = _("trusted e-mail domains")
        ordering = ["domain", "pk"]
        constraints = [
            # One domain may serve several bodies, such as the services of a region.
            models.UniqueConstraint(
                fields=["organisation", "domain"],
                name="trusted_domain_once",
                violation_error_message=_("This domain is already trusted for this organisation."),
            )
        ]

    def __str__(self):
        return self.domain
