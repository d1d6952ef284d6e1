"""What the database refuses, past the services and the ORM's own checks."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory, RefusalReasonFactory
from applications.models import Prescription, Request, RequestEvent
from applications.stages import FUNDING, RECEIVED, REFUSED, VALIDATED, WITHDRAWN
from trainings.models import Funding

pytestmark = pytest.mark.django_db


def now(_request):
    return timezone.now()


def somebody(_request):
    return UserFactory()


def some_reason(_request):
    return RefusalReasonFactory()


@pytest.mark.parametrize(
    ("stage", "changes"),
    [
        (RECEIVED, {"status": "unknown"}),
        (RECEIVED, {"status": FUNDING}),
        (RECEIVED, {"status": VALIDATED}),
        (RECEIVED, {"seat_funding": Funding.COLLECTIVE}),
        (FUNDING, {"seat_funding": ""}),
        (FUNDING, {"status": RECEIVED}),
        (RECEIVED, {"status": WITHDRAWN}),
        (RECEIVED, {"closed_at": now}),
        (RECEIVED, {"closed_by": somebody}),
        (WITHDRAWN, {"closed_at": None}),
        (WITHDRAWN, {"refusal_reason": some_reason}),
        (RECEIVED, {"status": REFUSED, "closed_at": now, "closed_by": somebody}),
        (RECEIVED, {"status": REFUSED, "closed_at": now, "refusal_reason": some_reason}),
        (REFUSED, {"refusal_reason": None}),
        (REFUSED, {"closed_by": None}),
        (REFUSED, {"status": RECEIVED}),
    ],
)
def test_stages_are_tied_to_their_fields(stage, changes):
    request = PrescriptionFactory(at=stage).request
    changes = {
        name: value(request) if callable(value) else value for name, value in changes.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"interview_at": timezone.now},
        {"interview_place": "Lille"},
        {"interview_kind": "group", "interview_place": "Lille"},
        {"last_name": ""},
        {"email": ""},
    ],
)
def test_prescriptions_are_complete(changes):
    prescription = PrescriptionFactory()
    changes = {name: value() if callable(value) else value for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Prescription.objects.filter(pk=prescription.pk).update(**changes)


def test_one_submission_one_reference_one_enrolment():
    first, second = PrescriptionFactory(enrolment_key="a"), PrescriptionFactory()
    for changes in (
        {"submission_key": first.request.submission_key},
        {"reference": first.request.reference},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.filter(pk=second.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prescription.objects.filter(pk=second.pk).update(enrolment_key="a")


def test_a_request_is_filed_once():
    request = PrescriptionFactory().request
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestEvent.objects.create(
            request=request, role="advisor", transition="file", target=RECEIVED
        )
