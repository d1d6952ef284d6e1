from django.conf import settings
from django.db import models
from django.db.models import Count, Func, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.agents import centres_of, is_agent
from applications.stages import PRESCRIPTION, RECEIVED, REFUSED
from trainings.models import Funding, Training

from .refusal import RefusalReason


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An advisor sees their own; an agent also those of their centres; administrators all."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        own = Request.objects.filter(filed_by=user)
        if is_agent(user):
            # United, not joined by OR: each half is then found by its own index.
            theirs = Request.objects.filter(prescription__session__centre__in=centres_of(user))
            both = own.order_by().values("pk").union(theirs.order_by().values("pk"))
            return self.filter(pk__in=both)
        return self.filter(filed_by=user)

    def live(self):
        return self.filter(status__in=PRESCRIPTION.live_codes)

    def to_handle_by(self, user):
        """Those that nobody has taken in hand yet, at the centres that the agent works for."""
        waiting = self.filter(status=RECEIVED)
        if user.is_superuser:  # all centres: nothing to look up
            return waiting
        return waiting.filter(prescription__session__centre__in=centres_of(user))

    def with_total(self):
        """Annotate `total`, how many they are, so that the first few bring it along."""
        number = self.order_by().annotate(number=Func("pk", function="COUNT")).values("number")
        return self.annotate(total=Subquery(number))

    def with_list_data(self):
        training = "prescription__session__training"
        return self.select_related(
            training, "prescription__session__centre__department__parent"
        ).defer(*(f"{training}__{name}" for name in Training.LONG_TEXTS))

    def stage_counts(self):
        """How many requests stand at each stage, by code."""
        # Rows, not keys: the index by advisor and stage is all that is read.
        counts = self.order_by().values_list("status").annotate(number=Count("*"))
        return dict(counts)


class Request(models.Model):
    """What lists sort and filter on, whatever the kind; the rest is in the kind's own row."""

    class Kind(models.TextChoices):
        PRESCRIPTION = "prescription", _("Prescription")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    # Written by portal.workflow.services.fire and nothing else.
    status = models.CharField(
        _("stage"), max_length=20, choices=PRESCRIPTION.choices, editable=False
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="filed_requests",
        verbose_name=_("filed by"),
    )
    # Where the advisor worked when filing: the request stays with it.
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="requests",
        verbose_name=_("organisation"),
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("agent in charge"),
    )
    filed_at = models.DateTimeField(_("filed on"), default=timezone.now, editable=False)
    last_change = models.DateTimeField(_("last change"), default=timezone.now, editable=False)

    # The funding of the seat that it holds now, empty without a seat.
    seat_funding = models.CharField(
        _("seat"), max_length=12, choices=Funding, blank=True, editable=False
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    refusal_reason = models.ForeignKey(
        RefusalReason,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("refusal reason"),
    )
    # Made from the form shown and what was typed: sending it twice makes one request.
    submission_key = models.CharField(max_length=64, unique=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-last_change", "-pk"]
        indexes = [
            models.Index(fields=["filed_by", "-last_change", "-id"], name="request_advisor_list"),
            models.Index(fields=["filed_by", "status"], name="request_advisor_stages"),
            models.Index(fields=["-last_change", "-id"], name="request_last_change"),
            models.Index(
                fields=["filed_at", "id"], condition=Q(status=RECEIVED), name="request_to_handle"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[code for code, _label in PRESCRIPTION.choices]),
                name="request_status_known",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=PRESCRIPTION.seat_codes) & ~Q(seat_funding=""))
                | (~Q(status__in=PRESCRIPTION.seat_codes) & Q(seat_funding="")),
                name="request_seat_matches_stage",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PRESCRIPTION.final_codes, closed_at__isnull=False)
                | Q(
                    status__in=PRESCRIPTION.live_codes,
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                ),
                name="request_closed_when_final",
            ),
            models.CheckConstraint(
                condition=Q(status=REFUSED, refusal_reason__isnull=False, closed_by__isnull=False)
                | (~Q(status=REFUSED) & Q(refusal_reason__isnull=True)),
                name="request_refused_why_and_by_whom",
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("applications:prescription", args=[self.reference])

    @property
    def stage(self):
        return PRESCRIPTION.stage(self.status)
