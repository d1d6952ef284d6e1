import base64
import unicodedata
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def address_key(email):
    """One spelling for one address, as accounts compare them: no stray spaces, no case."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class OutgoingEmailQuerySet(models.QuerySet):
    def due(self, now=None):
        """What may leave now and is not in another worker's hands."""
        now = now or timezone.now()
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            state=OutgoingEmail.State.PENDING,
            next_attempt_at__lte=now,
        )

    def of_person(self, user):
        """Everything written to a person, before or after their account existed."""
        return self.filter(Q(recipient=user) | Q(to_key=address_key(user.email)))


class OutgoingEmail(models.Model):
    """One message to one address, written with what it tells of and sent after the commit."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused by the mail server")
        UNKNOWN = "unknown", _("Perhaps sent")
        CANCELLED = "cancelled", _("Not to be sent")
        EXPIRED = "expired", _("Expired before it left")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    language = models.CharField(_("language"), max_length=5)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    to = models.EmailField(_("recipient"), max_length=254)
    to_key = models.CharField(max_length=254, editable=False, db_index=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)

    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text_body = models.TextField(_("text"), blank=True)
    html_body = models.TextField(_("HTML"), blank=True)
    # [{"name", "mimetype", "content" in base64}]: small files such as an .ics.
    attached = models.JSONField(default=list, blank=True)
    unsubscribe_url = models.URLField(max_length=500, blank=True)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    erased_at = models.DateTimeField(_("content erased at"), null=True, editable=False)

    created_at = models.DateTimeField(_("written at"), default=timezone.now, db_index=True)
    # Moved when staff send it again: how long it has been waiting is counted from here.
    queued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_answer = models.TextField(_("last answer"), blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    smtp_started_at = models.DateTimeField(_("sending began at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outbox_due",
                condition=Q(state="pending"),
            ),
            models.Index(fields=["state", "-created_at"], name="outbox_state"),
            models.Index(fields=["kind", "-created_at"], name="outbox_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (
                    Q(state__in=["pending", "failed", "unknown", "cancelled", "expired"])
                    & Q(sent_at__isnull=True)
                ),
                name="outbox_sent_has_date",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="", claimed_until__isnull=True)
                | (~Q(claimed_by="") & Q(claimed_until__isnull=False)),
                name="outbox_claim_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="") | Q(state__in=["pending", "unknown"]),
                name="outbox_only_waiting_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="pending") | Q(smtp_started_at__isnull=True) | ~Q(claimed_by=""),
                name="outbox_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "unknown"]) | Q(smtp_started_at__isnull=False),
                name="outbox_sent_was_started",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "unknown", "cancelled"]) | ~Q(last_answer=""),
                name="outbox_not_sent_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="expired") | Q(expires_at__isnull=False),
                name="outbox_expired_had_limit",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(subject="", text_body="", html_body=""),
                name="outbox_erased_is_empty",
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.kind}"

    @property
    def message_id(self):
        """Fixed from the row, so that a mail server recognises a repeat."""
        return f"<{self.uuid}@{urlsplit(settings.SITE_URL).hostname}>"

    @property
    def attachments(self):
        return [
            (item["name"], base64.b64decode(item["content"]), item["mimetype"])
            for item in self.attached
        ]

    @property
    def is_spent(self):
        """A code or a short-lived link that left: the person asks for a new one."""
        return self.state == self.State.SENT and self.expires_at is not None

    @property
    def in_flight(self):
        """Being handed to the mail server at this moment."""
        return self.state == self.State.PENDING and self.smtp_started_at is not None
