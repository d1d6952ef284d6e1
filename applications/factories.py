"""Requests for tests, at any stage, with the fields that their stage ties to it."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from accounts.factories import UserFactory
from applications.models import Prescription, RefusalReason, Request, RequestEvent
from applications.references import new_reference
from applications.stages import ADVISOR, AGENT, INTERVIEW, PRESCRIPTION, RECEIVED, REFUSED
from trainings.factories import SessionFactory
from trainings.models import Funding
from trainings.services.seats import take_seat


class RefusalReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RefusalReason
        django_get_or_create = ["label"]

    label = "Prérequis de la formation non atteints"


class RequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Request

    reference = factory.LazyFunction(lambda: new_reference(2026))
    kind = Request.Kind.PRESCRIPTION
    status = RECEIVED
    filed_by = factory.SubFactory(UserFactory, partner=True)
    organisation = factory.SelfAttribute("filed_by.organisation")
    submission_key = factory.Sequence(lambda n: f"submission-{n}")


class PrescriptionFactory(factory.django.DjangoModelFactory):
    """A prescription just filed; `at="funding"` puts it at another stage, with its seat."""

    class Meta:
        model = Prescription
        skip_postgeneration_save = True

    request = factory.SubFactory(RequestFactory)
    session = factory.SubFactory(SessionFactory)
    civility = "mrs"
    last_name = factory.Sequence(lambda n: f"Petit {n}")
    first_name = "Amina"
    birth_date = date(1998, 4, 2)
    email = factory.Sequence(lambda n: f"candidate{n}@exemple.fr")
    phone = "06 12 34 56 78"
    postal_code = "59000"
    city = "Lille"
    consent_declared_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def at(self, create, stage, **kwargs):
        RequestEvent.objects.create(
            request=self.request,
            actor=self.request.filed_by,
            role=ADVISOR,
            transition="file",
            target=RECEIVED,
        )
        if stage and stage != RECEIVED:
            put_at(self, stage)


def put_at(prescription, code):
    """Write a request at a stage directly, with what the stage needs."""
    request, stage = prescription.request, PRESCRIPTION.stage(code)
    agent = UserFactory(staff=True)
    if code == INTERVIEW:
        prescription.interview_at = timezone.now() + timedelta(days=7)
        prescription.interview_kind = Prescription.InterviewKind.INDIVIDUAL
        prescription.interview_place = "12 rue de la République, Lille"
        prescription.interview_sequence = 1
        prescription.save()
    if stage.holds_seat:
        request.seat_funding = Funding.COLLECTIVE
        take_seat(prescription.session, Funding.COLLECTIVE, request.reference)
    if stage.final:
        request.closed_at, request.closed_by = timezone.now(), agent
    if code == REFUSED:
        request.refusal_reason = RefusalReasonFactory()
    request.status = code
    request.save()
    RequestEvent.objects.create(
        request=request,
        actor=agent,
        role=AGENT,
        transition=f"jump_to_{code}" if stage.number else "refuse",
        source=RECEIVED,
        target=code,
        reason="Pour le test",
    )
