"""Partner accounts: every decision in every state, and what the database refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.factories import PartnerRequestFactory, UserFactory
from accounts.models import PartnerRequest, User
from accounts.services.partners import (
    DecisionImpossible,
    approve_partner,
    refuse_partner,
    withdraw_approval,
)
from portal.audit.models import AuditEvent

from .partners import APPROVED, PENDING, REFUSED, WITHDRAWN, kinds_sent, request_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


# Every decision × every state: (from, decision) → (status, mail)
DECISIONS = [
    (PENDING, approve_partner, {}, APPROVED, ["accounts.partner_approved"]),
    (PENDING, refuse_partner, {"reason": "Inconnu"}, REFUSED, ["accounts.partner_refused"]),
    # The same again is a success that mails nobody.
    (APPROVED, approve_partner, {}, APPROVED, []),
    (REFUSED, refuse_partner, {"reason": "Autre mot"}, REFUSED, []),
]
OTHER_WAYS = [
    (REFUSED, approve_partner, {}, "already refused"),
    (APPROVED, refuse_partner, {"reason": "Non"}, "already validated"),
    (WITHDRAWN, approve_partner, {}, "was withdrawn"),
    (WITHDRAWN, refuse_partner, {"reason": "Non"}, "was withdrawn"),
    (PENDING, withdraw_approval, {"reason": "Non"}, "not validated"),
    (REFUSED, withdraw_approval, {"reason": "Non"}, "not validated"),
]


@pytest.mark.parametrize(("status", "decide", "details", "expected", "mails"), DECISIONS)
def test_decisions_that_succeed(administrator, status, decide, details, expected, mails):
    request = request_in(status)
    before = request.reason

    decided = decide(request, by=administrator, **details)

    user = User.objects.get(pk=request.user_id)
    assert (decided.status, user.partner_status) == (expected, expected)
    assert kinds_sent() == mails
    if not mails:
        assert decided.reason == before


@pytest.mark.parametrize(("status", "decide", "details", "words"), OTHER_WAYS)
def test_a_different_decision_is_told_politely(administrator, status, decide, details, words):
    request = request_in(status)

    with translation.override("en"), pytest.raises(DecisionImpossible, match=words):
        decide(request, by=administrator, **details)

    request.refresh_from_db()
    assert request.status == status
    assert kinds_sent() == []


def test_a_decision_is_recorded_with_who_when_and_why(administrator):
    request = refuse_partner(PartnerRequestFactory(), by=administrator, reason="  Hors champ ")

    assert request.decided_by == administrator
    assert request.decided_at - timezone.now() < timedelta(minutes=1)
    assert request.reason == "Hors champ"
    event = AuditEvent.objects.get(action="accounts.partner_refused")
    assert (event.actor, event.object_id) == (administrator, str(request.pk))
    assert "Hors champ" not in str(event.details)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_refusing_needs_a_reason(administrator, reason):
    request = PartnerRequestFactory()

    with pytest.raises(ValidationError):
        refuse_partner(request, by=administrator, reason=reason)

    request.refresh_from_db()
    assert request.status == PENDING


def test_nobody_decides_on_their_own_request():
    user = UserFactory(pending_partner=True, administrator=True)
    request = PartnerRequestFactory(user=user)

    for decide, details in [(approve_partner, {}), (refuse_partner, {"reason": "Moi"})]:
        with pytest.raises(DecisionImpossible):
            decide(request, by=user, **details)
    user.refresh_from_db()
    assert user.is_pending_partner


def test_a_closed_account_is_not_approved_nor_written_to(administrator):
    user = UserFactory(pending_partner=True, is_active=False, closed_at=timezone.now())
    request = PartnerRequestFactory(user=user)

    with pytest.raises(DecisionImpossible):
        approve_partner(request, by=administrator)
    assert kinds_sent() == []


BROKEN_ROWS = [
    {"status": APPROVED},
    {"status": APPROVED, "decided_at": timezone.now()},
    {"status": REFUSED, "decided_at": timezone.now()},
    {"decided_at": timezone.now()},
    {"status": "elsewhere"},
    {"status": APPROVED, "automatic": True},
    {"status": WITHDRAWN, "decided_at": timezone.now(), "automatic": True, "reason": "Non"},
    {"withdrawn_at": timezone.now()},
]


@pytest.mark.parametrize("values", BROKEN_ROWS)
def test_a_status_does_not_go_without_who_and_when(values):
    request = PartnerRequestFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerRequest.objects.filter(pk=request.pk).update(**values)


def test_a_refusal_keeps_its_reason(administrator):
    request = PartnerRequestFactory(refused=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerRequest.objects.filter(pk=request.pk).update(reason="")


def test_one_pending_request_for_each_account():
    request = PartnerRequestFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerRequestFactory(user=request.user)


@pytest.mark.parametrize(("kind", "partner_status"), [("individual", "approved"), ("partner", "")])
def test_only_partners_have_a_partner_status(kind, partner_status):
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(kind=kind, partner_status=partner_status)
