"""What all the mails about a prescription share."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from applications.agents import works_for
from applications.models import Prescription, RefusalReason, Request, RequestEvent
from applications.stages import AGENT, INTERVIEW, RECEIVED
from applications.words import (
    centre_contact,
    interview_words,
    listed,
    parse_instant,
    place_words,
)
from portal.outbox.calendar import invitation
from portal.outbox.notifications import Notification, Recipient
from portal.outbox.services import take_back
from portal.web.dates import date_words
from trainings.models import Centre, Session, Training


class PrescriptionNotification(Notification):
    """About one event of a request's history, to one of those concerned."""

    audience = ""  # in the dedupe key: each event tells each person once

    def __init__(self, event, user=None):
        self.event = event
        self.request = event.request
        self.prescription = self.request.prescription
        self.session = self.prescription.session
        self.user = user
        self.cancelled_interview = event.effects.get("interview_cancelled")

    @property
    def dedupe_key(self):
        return self._key_of(self.event.pk)

    def _key_of(self, event_pk):
        whom = f"{self.audience}:{self.user.pk}" if self.user else self.audience
        return f"history:{event_pk}:{whom}"

    def spare_unsent_invitation(self):
        """Say nothing of a cancelled interview to whoever was not invited yet: they never will be.

        Called in the transaction that cancels it, so that no worker sends the invitation meanwhile.
        """
        invitations = self.request.events.filter(target=INTERVIEW).values_list("pk", flat=True)
        if not take_back([self._key_of(pk) for pk in invitations]):
            self.cancelled_interview = None

    @staticmethod
    def reference(event):
        return ("applications.requestevent", str(event.pk))

    @property
    def subject_reference(self):
        return self.reference(self.event)

    def context(self):
        centre = self.session.centre
        organisation = self.request.organisation
        return {
            "reference": self.request.reference,
            "stage": self.request.stage.label,
            "candidate": self.prescription.candidate_name,
            "advisor": self.request.filed_by.get_full_name(),
            "organisation": organisation.name if organisation else "",
            "training": self.session.training.title,
            "centre": centre.name,
            "decision_reason": self.event.reason,
            "facts": self.facts(),
            "interview_cancelled": interview_words(self.cancelled_interview, centre),
        }

    def facts(self):
        """What the message is about, as (label, value)."""
        centre = self.session.centre
        return [
            (_("Course"), self.session.training.title),
            (_("Session"), self.session.number),
            (
                _("Dates"),
                _("from %(start)s to %(end)s")
                % {
                    "start": date_words(self.session.starts_on),
                    "end": date_words(self.session.ends_on),
                },
            ),
            (_("Place of the course"), place_words(centre)),
            (_("Reference"), self.request.reference),
            (_("Centre's contact"), centre_contact(centre)),
        ]

    def attachments(self):
        """The cancellation of an interview that calendars know of, when the move cancelled one."""
        cancelled = self.cancelled_interview
        return [self.calendar_file(cancelled, "CANCEL")] if cancelled else []

    def calendar_file(self, interview, method):
        """The .ics of an interview given as in the history: {"at", "kind", "place"}."""
        centre = self.session.centre
        start = parse_instant(interview["at"])
        return invitation(
            uid=f"{self.request.reference}-interview@{urlsplit(settings.SITE_URL).hostname}",
            sequence=self.prescription.interview_sequence,
            start=start,
            end=start + Prescription.INTERVIEW_LENGTH,
            summary=_("Interview: %(training)s") % {"training": self.session.training.title},
            location=interview["place"],
            description=_("Request %(reference)s. Centre's contact: %(contact)s")
            % {"reference": self.request.reference, "contact": centre_contact(centre)},
            method=method,
            organizer=centre.contact_email,
            organizer_name=centre.name,
            attendee=self.recipient.email,
        )

    @classmethod
    def still_relevant(cls, message):
        event = RequestEvent.objects.filter(pk=message.subject_id).first()
        return event is not None and cls.still_matters(event, message.recipient)

    @classmethod
    def still_matters(cls, event, user):
        """Only while nothing has happened since: the next event has its own message.

        What calendars must know of an interview to come is overtaken only by what they must know
        next: no other message tells them.
        """
        later = RequestEvent.objects.filter(request=event.request_id, pk__gt=event.pk)
        interview = event.effects.get("interview_cancelled") or event.details.get("interview")
        if interview and parse_instant(interview["at"]) > timezone.now():
            for_calendars = Q(target=INTERVIEW) | Q(effects__has_key="interview_cancelled")
            later = later.filter(for_calendars)
        return not later.exists()

    sample_stage = RECEIVED
    sample_details = {}

    @classmethod
    def sample(cls):
        return cls(sample_event(cls.sample_stage, cls.sample_details), cls.sample_user())

    @classmethod
    def sample_user(cls):
        return None


class ToCandidate(PrescriptionNotification):
    """The candidate has no account: the message goes to the address that the advisor gave."""

    audience = "candidate"
    reason = gettext_lazy(
        "You receive this message because an employment advisor proposed you for a training."
    )

    @property
    def recipient(self):
        return Recipient(self.prescription.email, first_name=self.prescription.first_name)

    def facts(self):
        """With whom to ask: the message has no button, since the candidate has no page."""
        advisor = self.request.filed_by
        if advisor.closed_at:
            return super().facts()
        contact = listed(advisor.get_full_name(), advisor.phone, advisor.email)
        return [*super().facts(), (_("Your employment advisor"), contact)]


class ToAdvisor(PrescriptionNotification):
    audience = "advisor"
    reason = gettext_lazy("You receive this message because you enrolled this candidate.")

    @property
    def recipient(self):
        return Recipient.of(self.request.filed_by)

    def action(self):
        return (_("See the request"), self.request.get_absolute_url())


class ToAgent(PrescriptionNotification):
    audience = "agent"

    @property
    def reason(self):
        if self.user.attached:
            return _("You receive this message because you work on the requests for this centre.")
        return _("You receive this message because no agent is attached to this centre.")

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @classmethod
    def still_matters(cls, event, user):
        """Not to somebody who has left the centre or is no agent any more."""
        centre = event.request.prescription.session.centre
        return works_for(user, centre) and super().still_matters(event, user)

    def attachments(self):
        """None: the interview is in the calendars of the candidate and the advisor."""
        return []

    def action(self):
        return (
            _("Open the request"),
            reverse("admin:applications_prescription_change", args=[self.request.pk]),
        )

    @classmethod
    def sample_user(cls):
        agent = User(pk=0, email="agent@exemple.fr", is_staff=True)
        agent.attached = True
        return agent


def sample_event(stage, details):
    """An event on unsaved objects, for the preview of the staff page."""
    request = Request(
        pk=0,
        reference="2026-AC34DF",
        status=stage,
        filed_by=sample_advisor(),
        organisation=Organisation(name="Mission locale du Val d’Exemple"),
        refusal_reason=RefusalReason(label="Prérequis non atteints"),
    )
    request.prescription = Prescription(
        request=request,
        session=sample_session(),
        first_name="Ahmed",
        last_name="Petit",
        email="ahmed@exemple.fr",
        birth_date=date(1998, 4, 2),
        interview_sequence=1,
    )
    return RequestEvent(
        pk=0, request=request, target=stage, role=AGENT, reason="Motif en clair.", details=details
    )


def sample_advisor():
    contact = {"phone": "03 20 00 00 01", "email": "nadia@exemple.fr"}
    return User(pk=0, first_name="Nadia", last_name="Leroy", **contact)


def sample_session():
    today = timezone.localdate()
    centre = Centre(
        name="Centre de formation de Lille",
        address="12 rue de la République",
        postal_code="59000",
        city="Lille",
        contact_email="accueil@centre.example",
        contact_phone="03 53 01 00 10",
    )
    return Session(
        number="59-2026-0042",
        training=Training(title="Plombier-chauffagiste"),
        centre=centre,
        starts_on=today + timedelta(days=60),
        ends_on=today + timedelta(days=240),
    )
