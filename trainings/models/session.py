from datetime import datetime, time, timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .catalogue import Training, WayOfLearning
from .centre import Centre


class Funding(models.TextChoices):
    COLLECTIVE = "collective", _("Collective funding")
    INDIVIDUAL = "individual", _("Individual funding")
    JOBSEEKER = "jobseeker", _("Job seeker - individual funding")


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Open sessions of published trainings whose registration is not over."""
        return self.filter(
            state=Session.State.OPEN,
            training__is_published=True,
            registration_ends_at__gt=timezone.now(),
        )

    def open_for_registration(self):
        """Sessions that one can be enrolled in now, seats apart."""
        return self.filter(
            state=Session.State.OPEN,
            training__is_published=True,
            registration_starts_at__lte=timezone.now(),
            registration_ends_at__gt=timezone.now(),
        )

    def with_seats(self):
        """Annotate `seats_left` and `seats_capacity`, all fundings together.

        Both are None where nobody said how many seats there are: the centre knows.
        """
        seats = SessionSeats.objects.filter(session=OuterRef("pk")).order_by().values("session")
        return self.annotate(
            seats_left=Subquery(seats.values(n=Sum("left"))),
            seats_capacity=Subquery(seats.values(n=Sum("capacity"))),
        )

    def with_seats_left(self):
        """Keep the sessions where some funding has a seat left, as far as is known."""
        return self.filter(Exists(SessionSeats.objects.available().filter(session=OuterRef("pk"))))

    def not_full(self):
        """Keep those with a seat left, or whose seats nobody counted."""
        seats = SessionSeats.objects.filter(session=OuterRef("pk"))
        counted = seats.filter(capacity__isnull=False)
        return self.filter(Exists(seats.available()) | ~Exists(counted))

    def with_list_data(self):
        return self.select_related("training", "centre__department__parent").with_seats()


class Session(models.Model):
    """A training at a centre on given dates."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("session", "Draft")
        OPEN = "open", pgettext_lazy("session", "Open")
        CLOSED = "closed", pgettext_lazy("session", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")

    number = models.CharField(
        _("session number"),
        max_length=30,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Letters, digits and hyphens only.")),
        ],
    )
    training = models.ForeignKey(
        Training, models.PROTECT, related_name="sessions", verbose_name=_("course")
    )
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="sessions", verbose_name=_("centre")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    registration_opens_on = models.DateField(_("registration opens on"))
    registration_closes_on = models.DateField(
        _("registration closes on"), help_text=_("Last day included, at the centre's own time.")
    )
    # The same window as instants: the first and last day begin and end at the centre's time.
    registration_starts_at = models.DateTimeField(editable=False)
    registration_ends_at = models.DateTimeField(editable=False)
    way_of_learning = models.CharField(
        _("way of learning"), max_length=10, choices=WayOfLearning, default=WayOfLearning.ON_SITE
    )
    work_study = models.BooleanField(_("work-study"), default=False)
    cpf_eligible = models.BooleanField(_("CPF eligible"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # When it was first open: what the feed and the alerts call new.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    # The profile whose files bring it: the session closes when they no longer have it.
    import_profile = models.ForeignKey(
        "trainings.ImportProfile",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="sessions",
        verbose_name=_("import profile"),
    )

    COMPUTED_FIELDS = ["registration_starts_at", "registration_ends_at", "published_at"]

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_on", "number"]
        indexes = [
            models.Index(
                fields=["training", "starts_on"],
                condition=Q(state="open"),
                name="session_open_by_training",
            ),
            models.Index(
                fields=["registration_ends_at"],
                condition=Q(state="open"),
                name="session_open_by_end",
            ),
            models.Index(
                fields=["published_at"],
                condition=Q(state="open"),
                name="session_open_by_publication",
            ),
            models.Index(
                fields=["starts_on", "number"],
                condition=Q(state="open"),
                name="session_open_by_start",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "closed", "cancelled"]),
                name="session_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_ends_after_start",
                violation_error_message=_("The session cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(published_at__isnull=False),
                name="session_open_has_publication",
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_on__gte=F("registration_opens_on")),
                name="session_registration_closes_after_opening",
                violation_error_message=_("Registration cannot close before it opens."),
            ),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        self.set_computed_fields()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, *self.COMPUTED_FIELDS}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Its row on the page of its training."""
        return f"{self.training.get_absolute_url()}?session={self.number}#session-{self.number}"

    @property
    def fundings(self):
        """The fundings that its seats are for: all of them where nobody counted its seats."""
        counted = [seats for seats in self.seats.all() if seats.capacity is not None]
        return [Funding(seats.funding) for seats in counted] or list(Funding)

    def set_computed_fields(self):
        """What bulk writers call for each session before they write it."""
        self.set_registration_instants()
        if self.state == self.State.OPEN and self.published_at is None:
            self.published_at = timezone.now()

    def set_registration_instants(self):
        zone = self.centre.zone
        after = self.registration_closes_on + timedelta(days=1)
        self.registration_starts_at = datetime.combine(
            self.registration_opens_on, time.min, tzinfo=zone
        )
        self.registration_ends_at = datetime.combine(after, time.min, tzinfo=zone)

    @property
    def is_open_for_registration(self):
        """The row's own answer to `open_for_registration`."""
        return (
            self.state == self.State.OPEN
            and self.training.is_published
            and self.registration_starts_at <= timezone.now() < self.registration_ends_at
        )


class SessionSeatsQuerySet(models.QuerySet):
    def available(self):
        return self.filter(left__gt=0)


class SessionSeats(models.Model):
    """The seats of a session for one funding."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="seats", verbose_name=_("session")
    )
    funding = models.CharField(_("funding"), max_length=12, choices=Funding)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Leave empty where only the centre knows.")
    )
    held = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    # Computed by the database: what pages show and what the seat service enforces.
    left = models.GeneratedField(
        expression=F("capacity") - F("held"),
        output_field=models.IntegerField(_("seats left")),
        db_persist=True,
    )

    objects = SessionSeatsQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats by funding")
        ordering = ["session", "funding"]
        indexes = [
            models.Index(fields=["session"], condition=Q(left__gt=0), name="seats_available")
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "funding"], name="seats_once_per_funding"),
            models.CheckConstraint(
                condition=Q(funding__in=Funding.values), name="seats_funding_known"
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0, held__lte=F("capacity")), name="seats_held_within_capacity"
            ),
        ]

    def __str__(self):
        return self.get_funding_display()


class SeatHold(models.Model):
    """A seat taken by a request, until a moment or for good."""

    seats = models.ForeignKey(
        SessionSeats, models.PROTECT, related_name="holds", verbose_name=_("seats")
    )
    holder = models.CharField(_("request"), max_length=40, unique=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)

    class Meta:
        verbose_name = _("seat taken")
        verbose_name_plural = _("seats taken")
        ordering = ["-taken_at", "-pk"]
        indexes = [
            models.Index(
                fields=["until"], condition=Q(until__isnull=False), name="hold_with_an_end"
            )
        ]

    def __str__(self):
        return self.holder
