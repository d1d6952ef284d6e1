from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often a person receives a kind of message."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)


class NoticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A line of the bell."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=80)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    # As written for the recipient, and by language for the day they read the portal in another.
    text = models.CharField(_("text"), max_length=300)
    other_texts = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_of_person"),
            models.Index(
                fields=["recipient"], name="notices_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["subject_type", "subject_id"], name="notices_subject"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind}"

    @property
    def words(self):
        """The text in the language of the page."""
        return self.other_texts.get(translation.get_language(), self.text)


class NoticePreference(models.Model):
    """What a person chose for one kind of optional message; without a row, at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    frequency = models.CharField(max_length=10, choices=Frequency)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notices_one_preference"),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="notices_known_frequency"
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind} {self.frequency}"


class DigestItem(models.Model):
    """A message that waits for the person's daily or weekly mail instead of leaving at once."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=80)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency)
    title = models.CharField(_("title"), max_length=300)
    path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("digest item")
        verbose_name_plural = _("digest items")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["frequency", "recipient"],
                name="notices_digest_waiting",
                condition=Q(settled_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=[Frequency.DAILY.value, Frequency.WEEKLY.value]),
                name="notices_digest_frequency",
            )
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind}"
