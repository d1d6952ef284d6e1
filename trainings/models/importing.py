"""Imports: how the columns of a file are read, and each file that staff gave."""

import secrets

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportProfile(models.Model):
    """How files of one origin are read; what they brought keeps it."""

    class Format(models.TextChoices):
        TABLE = "table", _("Table (CSV or XLSX)")
        LHEO = "lheo", _("LHEO (XML)")

    name = models.CharField(_("name"), max_length=120, unique=True)
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.TABLE)
    notes = models.TextField(
        _("notes"), blank=True, help_text=_("Where such files come from, and how they are read.")
    )
    # Two origins may give the same numbers: theirs are told apart by what comes first.
    prefix = models.CharField(
        _("before the codes"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Letters, digits and hyphens only."))],
        help_text=_("Put before the codes of trainings and the numbers of sessions."),
    )

    class Meta:
        verbose_name = _("import profile")
        verbose_name_plural = _("import profiles")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ImportColumn(models.Model):
    """Where a column of the file goes; one column may feed several fields, and the reverse."""

    profile = models.ForeignKey(
        ImportProfile, models.CASCADE, related_name="columns", verbose_name=_("import profile")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    column = models.CharField(
        _("column"), max_length=120, blank=True, help_text=_("Empty for a value that is the same.")
    )
    field = models.CharField(_("goes to"), max_length=40, blank=True)
    fixed = models.CharField(
        _("same value for all"), max_length=200, blank=True, help_text=_("Without column only.")
    )
    values = models.TextField(
        _("meaning of the values"), blank=True, help_text=_("One per line: in the file = here.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(column="", fixed="")
                & (models.Q(column="") | models.Q(fixed="")),
                name="import_column_or_fixed_value",
                violation_error_message=_("Give a column, or a value that is the same for all."),
            )
        ]

    def __str__(self):
        return self.column or self.fixed


def random_name(run, name):
    """Names that were sent are never used as a path."""
    return f"imports/{secrets.token_hex(16)}"


class ImportRun(models.Model):
    """A file that staff gave: checked, shown, then applied or dropped."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("To be applied or dropped")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", _("Cannot be read")
        DROPPED = "dropped", _("Dropped")

    profile = models.ForeignKey(
        ImportProfile, models.PROTECT, related_name="runs", verbose_name=_("import profile")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.CHECKING, editable=False
    )
    # Both are erased when the run ends, or after a while.
    file = models.FileField(_("file"), upload_to=random_name, blank=True, editable=False)
    report = models.FileField(_("report"), upload_to=random_name, blank=True, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=120, editable=False)
    close_missing = models.BooleanField(
        _("close the sessions of this profile that the file no longer has"), default=False
    )
    leave_out = models.BooleanField(_("apply without the rejected rows"), default=False)
    # What the check found: numbers, some examples, the first problems, and a digest of the whole.
    counts = models.JSONField(_("numbers"), default=dict, editable=False)
    examples = models.JSONField(_("examples"), default=list, editable=False)
    problems = models.JSONField(_("problems"), default=list, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("requested by"),
    )
    created_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["applied", "failed", "dropped"], finished_at__isnull=False
                )
                | models.Q(state__in=["checking", "checked", "applying"], finished_at__isnull=True),
                name="import_run_finished_has_date",
            )
        ]

    def __str__(self):
        return f"#{self.pk} {self.file_name}"

    @property
    def is_over(self):
        return self.finished_at is not None

    @property
    def is_at_work(self):
        return self.state in {self.State.CHECKING, self.State.APPLYING}
