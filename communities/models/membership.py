from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .community import Community


class MembershipQuerySet(models.QuerySet):
    def live(self):
        """Those of which a person has at most one per community."""
        return self.filter(status__in=Membership.LIVE)

    def active(self):
        return self.filter(status=Membership.Status.ACTIVE)

    def pending(self):
        return self.filter(status=Membership.Status.PENDING)

    def moderators(self):
        return self.active().filter(role=Membership.Role.MODERATOR)

    def in_charge(self):
        """Moderators whose account is open."""
        return self.moderators().filter(user__is_active=True)

    def with_cards(self):
        """One's own communities, those that await approval first."""
        return (
            self.live()
            .with_pending_requests()
            .filter(community__is_published=True)
            .select_related("community__theme", "community__territory")
            .order_by("-status", "community__name_key", "community")
        )

    def with_pending_requests(self):
        """With how many requests await a moderator's decision; 0 for the others."""
        waiting = (
            Membership.objects.pending()
            .filter(community=OuterRef("community"))
            .order_by()
            .values("community")
            .annotate(number=Count("pk"))
            .values("number")
        )
        leads = When(role=Membership.Role.MODERATOR, then=Coalesce(Subquery(waiting), 0))
        return self.annotate(pending_requests=Case(leads, default=0))

    def listed(self):
        """Members who accept to appear, newest first."""
        shown = self.active().filter(is_listed=True, user__is_active=True)
        return shown.order_by("-decided_at", "-pk")


class Membership(models.Model):
    """One request of a person to be in a community, and what became of it.

    Asking again after leaving or a refusal makes a new row: the old one stays
    as it was decided.
    """

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("membership", "Awaiting approval")
        ACTIVE = "active", pgettext_lazy("membership", "Member")
        REFUSED = "refused", pgettext_lazy("membership", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("membership", "Withdrawn")
        LEFT = "left", pgettext_lazy("membership", "Left")
        EXCLUDED = "excluded", pgettext_lazy("membership", "Excluded")

    LIVE = [Status.PENDING, Status.ACTIVE]

    class Role(models.TextChoices):
        MEMBER = "member", pgettext_lazy("membership", "Member")
        MODERATOR = "moderator", pgettext_lazy("membership", "Moderator")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("account"),
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="memberships", verbose_name=_("community")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    message = models.TextField(_("message to the moderators"), blank=True)
    is_listed = models.BooleanField(_("appears among the members"), default=False)

    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided on"), null=True)
    # Null where the community is open: nobody decides.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    automatic = models.BooleanField(_("joined without approval"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    barred_until = models.DateField(_("no new request before"), null=True)
    ended_at = models.DateTimeField(_("ended on"), null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(status="pending"), name="membership_pending"
            ),
            models.Index(fields=["community", "status", "asked_at"], name="membership_community"),
            models.Index(
                fields=["community", "-decided_at"],
                condition=Q(status="active", is_listed=True),
                name="membership_listed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "community"],
                condition=Q(status__in=["pending", "active"]),
                name="membership_one_live",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "withdrawn"], decided_at__isnull=True)
                | Q(status__in=["active", "refused", "left", "excluded"], decided_at__isnull=False),
                name="membership_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["pending", "withdrawn"], decided_by__isnull=True, automatic=False
                )
                | Q(status__in=["active", "left"], decided_by__isnull=True, automatic=True)
                | Q(
                    status__in=["active", "refused", "left", "excluded"],
                    decided_by__isnull=False,
                    automatic=False,
                ),
                name="membership_decided_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("user")), name="membership_not_decided_by_oneself"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "excluded"]) | ~Q(reason=""),
                name="membership_refused_why",
            ),
            models.CheckConstraint(
                condition=Q(barred_until__isnull=True) | Q(status="refused"),
                name="membership_barred_when_refused",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "active", "refused"], ended_at__isnull=True)
                | Q(status__in=["withdrawn", "left", "excluded"], ended_at__isnull=False),
                name="membership_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(role="member") | Q(status="active"),
                name="membership_moderator_is_active",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def is_active(self):
        return self.status == self.Status.ACTIVE

    @property
    def is_pending(self):
        return self.status == self.Status.PENDING

    @property
    def is_moderator(self):
        return self.is_active and self.role == self.Role.MODERATOR
