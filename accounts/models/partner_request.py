from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnerRequestQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(status=PartnerRequest.Status.PENDING)

    def turned_down(self):
        """Refused, or approved and withdrawn since."""
        statuses = [PartnerRequest.Status.REFUSED, PartnerRequest.Status.WITHDRAWN]
        return self.filter(status__in=statuses)

    def with_accounts(self):
        """With what a list shows of each: organisation, its type, the account's territories."""
        return self.select_related(
            "user__organisation_type", "organisation__type", "decided_by", "withdrawn_by"
        ).prefetch_related("user__territories")


class PartnerRequest(models.Model):
    """A partner's request to be approved, and what staff decided."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Awaiting approval")
        APPROVED = "approved", pgettext_lazy("partner account", "Approved")
        REFUSED = "refused", pgettext_lazy("partner account", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("partner account", "Approval withdrawn")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="partner_requests",
        verbose_name=_("account"),
    )
    # For which the account asks to be approved: an approval is worth nothing in another.
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("organisation"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PENDING, editable=False
    )
    created_at = models.DateTimeField(_("asked on"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    # Approved by the trusted domain of the confirmed address, without a person.
    automatic = models.BooleanField(_("automatic"), default=False, editable=False)
    # An approval that staff took back: who had given it, and when, stays above.
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    # Of the refusal, or of the withdrawal: the person reads it.
    reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = PartnerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("account to approve")
        verbose_name_plural = _("accounts to approve")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                condition=Q(status="pending"),
                name="partner_request_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status="pending"),
                name="partner_request_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    status__in=["approved", "refused", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    automatic=False,
                )
                | Q(
                    status__in=["approved", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=True,
                    automatic=True,
                ),
                name="partner_request_decided_who_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "withdrawn"]) | ~Q(reason=""),
                name="partner_request_refused_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                | (
                    ~Q(status="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                ),
                name="partner_request_withdrawn_who_when",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def as_shown(self):
        """What a page carries to say which organisation staff saw when they decided."""
        return f"{self.pk}-{self.organisation_id or 0}"
