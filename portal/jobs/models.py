from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def to_take(self, now):
        """What waits for a worker, or was left by one that died."""
        return self.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, claimed_until__lte=now)
        ).order_by("pk")


class Job(models.Model):
    """Long work asked for by someone: done outside the request, with its progress to be read."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=80, db_index=True)
    # What the function is called with: ids and choices, no personal data.
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveIntegerField(_("done so far"), default=0)
    total = models.PositiveIntegerField(_("to be done"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["id"], name="jobs_to_take", condition=Q(state__in=["queued", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="running", claimed_until__isnull=False) & ~Q(claimed_by=""))
                | (
                    Q(state__in=["queued", "done", "failed"], claimed_until__isnull=True)
                    & Q(claimed_by="")
                ),
                name="jobs_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (Q(state__in=["queued", "running"]) & Q(finished_at__isnull=True)),
                name="jobs_finished_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""), name="jobs_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(progress__lte=F("total")),
                name="jobs_progress_within_total",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind}"

    @property
    def percentage(self):
        return 100 * self.progress // self.total if self.total else None


class ScheduledRun(models.Model):
    """Where an entry of the schedule stands: which turn was done last, and who is at it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    done_turn = models.DateTimeField(_("last turn done"), null=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("scheduled work")
        verbose_name_plural = _("scheduled work")
        ordering = ["name"]

    def __str__(self):
        return self.name
