from datetime import timedelta

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.keys import email_key
from accounts.models import User
from applications.stages import PRESCRIPTION
from portal.search.text import fold
from trainings.models import Funding, Session

from .history import RequestEvent
from .request import Request

KEY_LENGTH = 400


class PrescriptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.is_superuser and user.is_active:
            return self
        return self.filter(request__in=Request.objects.visible_to(user))

    def with_last_event(self):
        """Annotate `last_event`, the id of what happened last: what a decision has in sight."""
        events = RequestEvent.objects.filter(request=OuterRef("pk")).order_by("-pk")
        return self.annotate(last_event=Subquery(events.values("pk")[:1]))

    def live(self):
        return self.filter(request__status__in=PRESCRIPTION.live_codes)

    def of_person(self, *, email_key, last_name_key, first_name_key, birth_date):
        """Those of one person: the same address, or the same name and date of birth."""
        return self.filter(
            Q(email_key=email_key)
            | Q(
                last_name_key=last_name_key,
                first_name_key=first_name_key,
                birth_date=birth_date,
            )
        )

    def with_likely_double(self):
        """Annotate `likely_double`: another live request is for the same person and session."""
        others = (
            Prescription.objects.live()
            .filter(session=OuterRef("session"))
            .exclude(pk=OuterRef("pk"))
            .of_person(
                email_key=OuterRef("email_key"),
                last_name_key=OuterRef("last_name_key"),
                first_name_key=OuterRef("first_name_key"),
                birth_date=OuterRef("birth_date"),
            )
        )
        live = Q(request__status__in=PRESCRIPTION.live_codes)
        return self.annotate(
            likely_double=ExpressionWrapper(live & Q(Exists(others)), models.BooleanField())
        )


class Prescription(models.Model):
    """An advisor enrols a candidate in a session. The candidate needs no account."""

    class InterviewKind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual interview")
        GROUP = "group", _("Group interview")

    request = models.OneToOneField(
        Request,
        models.PROTECT,
        primary_key=True,
        editable=False,
        related_name="prescription",
        verbose_name=_("request"),
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        editable=False,
        related_name="prescriptions",
        verbose_name=_("session"),
    )

    civility = models.CharField(_("civility"), max_length=12, choices=User.Civility)
    last_name = models.CharField(_("last name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=100)
    birth_date = models.DateField(_("date of birth"))
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=20)
    postal_code = models.CharField(_("postal code"), max_length=5)
    city = models.CharField(_("city"), max_length=100)
    # Folded: how candidates are searched and recognised, alike on both databases.
    last_name_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    first_name_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    email_key = models.CharField(max_length=KEY_LENGTH, editable=False)

    funding = models.CharField(
        _("funding, as given by the advisor"), max_length=12, choices=Funding, blank=True
    )
    # When the advisor declared having the candidate's consent or having informed them.
    consent_declared_at = models.DateTimeField(_("consent declared on"), editable=False)

    interview_at = models.DateTimeField(_("interview"), null=True, editable=False)
    interview_kind = models.CharField(
        _("kind of interview"), max_length=12, choices=InterviewKind, blank=True, editable=False
    )
    interview_place = models.CharField(
        _("place of the interview"), max_length=300, blank=True, editable=False
    )
    # Raised with each change: calendars take the invitation with the highest number.
    interview_sequence = models.PositiveIntegerField(default=0, editable=False)

    # Digest of session, organisation and address while the request lives, null afterwards:
    # an organisation enrols a candidate in a session once.
    enrolment_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001

    # Agents give the beginning; calendars want an end.
    INTERVIEW_LENGTH = timedelta(hours=1)

    objects = PrescriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prescription")
        verbose_name_plural = _("prescriptions")
        ordering = ["-request_id"]
        permissions = [("process_prescription", _("Can move prescriptions from stage to stage"))]
        indexes = [
            models.Index(fields=["session", "email_key"], name="prescription_same_address"),
            models.Index(
                fields=["session", "last_name_key", "birth_date"], name="prescription_same_name"
            ),
            models.Index(fields=["email_key"], name="prescription_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(interview_at__isnull=True, interview_kind="", interview_place="")
                | (Q(interview_at__isnull=False) & ~Q(interview_kind="") & ~Q(interview_place="")),
                name="prescription_interview_complete",
            ),
            models.CheckConstraint(
                condition=~Q(last_name="") & ~Q(first_name="") & ~Q(email=""),
                name="prescription_candidate_named",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    def save(self, *args, **kwargs):
        self.set_keys()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "last_name_key", "first_name_key", "email_key"}
        super().save(*args, **kwargs)

    def set_keys(self):
        # Some characters fold into many: the keys are cut where their columns end.
        self.last_name_key = fold(self.last_name)[:KEY_LENGTH]
        self.first_name_key = fold(self.first_name)[:KEY_LENGTH]
        self.email_key = email_key(self.email)[:KEY_LENGTH]

    def get_absolute_url(self):
        return self.request.get_absolute_url()

    @property
    def candidate_name(self):
        return f"{self.first_name} {self.last_name}"

    @property
    def interview(self):
        """The interview as the history keeps it, or None."""
        if self.interview_at is None:
            return None
        return {
            "at": self.interview_at.isoformat(),
            "kind": self.interview_kind,
            "place": self.interview_place,
        }

    @property
    def region(self):
        return self.session.centre.region
