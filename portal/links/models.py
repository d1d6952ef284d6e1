from django.db import models
from django.utils import timezone


class CodeSeries(models.Model):
    """All codes sent for one purpose to one subject, and the tries made at them.

    `subject` names what is confirmed (a draft and an address, say) by ids and
    digests only: no row here speaks of a person.
    """

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject"], name="code_series_one_per_subject"
            )
        ]

    def __str__(self):
        return f"{self.purpose} #{self.pk}"


class Code(models.Model):
    """One code that was sent, hashed."""

    series = models.ForeignKey(CodeSeries, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["series", "created_at"], name="code_series_created")]

    def __str__(self):
        return f"#{self.pk}"
