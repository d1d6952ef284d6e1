"""Certifications of the national directory (RNCP), for the occupations that they lead to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certification(models.Model):
    """A sheet of the RNCP: trainings that have its code and no occupations are found by its own.

    Reference data, loaded by `load_certifications`.
    """

    rncp_code = models.CharField(_("RNCP code"), max_length=12, unique=True)
    occupations = models.ManyToManyField(
        "trainings.Occupation", related_name="certifications", verbose_name=_("occupations")
    )

    class Meta:
        verbose_name = _("certification (RNCP)")
        verbose_name_plural = _("certifications (RNCP)")
        ordering = ["rncp_code"]

    def __str__(self):
        return self.rncp_code
