from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.search.text import fold

from .keys import KeyField


class TimeZone(models.TextChoices):
    PARIS = "Europe/Paris", _("Mainland France")
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    MARTINIQUE = "America/Martinique", "Martinique"
    CAYENNE = "America/Cayenne", "Guyane"
    MIQUELON = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    REUNION = "Indian/Reunion", "La Réunion"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    NOUMEA = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Polynésie française"
    WALLIS = "Pacific/Wallis", "Wallis-et-Futuna"


class CentreQuerySet(models.QuerySet):
    def public(self):
        """Those that everybody may see, until the day when they close."""
        is_there = models.Q(closed_on=None) | models.Q(closed_on__gt=timezone.localdate())
        return self.filter(is_there, is_public=True)

    def with_list_data(self):
        return self.select_related("department__parent")


def place_key(city, postal_code, name):
    return fold(f"{city} {postal_code} {name}")


class Centre(models.Model):
    """Where sessions are held."""

    name = models.CharField(_("name"), max_length=200)
    is_public = models.BooleanField(
        _("public"), default=True, help_text=_("Shown on the page of the centres.")
    )
    code = models.CharField(
        _("code"), max_length=60, blank=True, help_text=_("Its UAI, or the code of its origin.")
    )
    closed_on = models.DateField(
        _("closed on"),
        null=True,
        blank=True,
        help_text=_(
            "From that day on the centre is not shown any more. Its sessions that last until then "
            "or later take no more candidates as soon as this is saved; those concerned are told."
        ),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10)
    city = models.CharField(_("city"), max_length=100)
    # What centres are sorted by, and told apart by: imports know them by it.
    place_key = KeyField(
        key=lambda centre: place_key(centre.city, centre.postal_code, centre.name),
        max_length=700,
        unique=True,
    )
    department = models.ForeignKey(
        "territories.Territory",
        models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "department"},
        verbose_name=_("department"),
    )
    # Degrees (WGS 84); those of its commune unless somebody gave better ones.
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TimeZone, default=TimeZone.PARIS
    )
    agents = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="centres",
        limit_choices_to={"is_staff": True},
        verbose_name=_("agents"),
        help_text=_("Staff who work on the requests for this centre and are told of them."),
    )

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["place_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="centre_latitude_with_longitude",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.city})"

    def save(self, *args, **kwargs):
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "place_key"}
        super().save(*args, **kwargs)

    @property
    def region(self):
        return self.department.parent

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    def is_closed_on(self, day):
        return self.closed_on is not None and day >= self.closed_on

    def today(self):
        """The date at the centre, which overseas is not always that of Paris."""
        return timezone.localdate(timezone=self.zone)
