"""Partner accounts: every decision in every state, and what the database refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.factories import OrganisationFactory, PartnerRequestFactory, UserFactory
from accounts.models import PartnerRequest, TrustedDomain, User
from accounts.notifications.partners import PartnerApproved, PartnersAwaiting
from accounts.permissions import require_approved_partner
from accounts.services.partners import (
    DecisionImpossible,
    approve_partner,
    ask_again,
    refuse_partner,
    request_approval,
    send_awaiting_digest,
)
from accounts.services.profile import set_organisation
from accounts.services.staff import save_by_staff
from portal.audit.models import AuditEvent
from portal.outbox.models import OutgoingEmail

pytestmark = pytest.mark.django_db

Status = PartnerRequest.Status
PENDING, APPROVED, REFUSED = Status.PENDING, Status.APPROVED, Status.REFUSED


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def request_in(status):
    return PartnerRequestFactory(**{} if status == PENDING else {status: True})


def trust(domain, *organisations):
    for organisation in organisations:
        TrustedDomain.objects.create(organisation=organisation, domain=domain)


def kinds_sent():
    return sorted(OutgoingEmail.objects.values_list("kind", flat=True))


# Every decision × every state: (from, decision) → (status, mail)
DECISIONS = [
    (PENDING, approve_partner, {}, APPROVED, ["accounts.partner_approved"]),
    (PENDING, refuse_partner, {"reason": "Inconnu"}, REFUSED, ["accounts.partner_refused"]),
    # The same again is a success that mails nobody.
    (APPROVED, approve_partner, {}, APPROVED, []),
    (REFUSED, refuse_partner, {"reason": "Autre mot"}, REFUSED, []),
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


@pytest.mark.parametrize(
    ("status", "decide", "details", "words"),
    [
        (REFUSED, approve_partner, {}, "already refused"),
        (APPROVED, refuse_partner, {"reason": "Non"}, "already validated"),
    ],
)
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


# Asking --------------------------------------------------------------------------


def test_a_partner_asks_and_is_told_that_it_was_received():
    user = UserFactory(pending_partner=True)

    request = request_approval(user)

    assert request.status == PENDING
    assert kinds_sent() == ["accounts.partner_received"]
    assert request_approval(user) == request
    assert kinds_sent() == ["accounts.partner_received"]


def test_a_member_does_not_ask():
    with pytest.raises(ValueError, match="partners"):
        request_approval(UserFactory())


@pytest.mark.parametrize("address", ["lea@Agence.Exemple.fr", "LEA@agence.exemple.FR"])
def test_a_trusted_domain_approves_at_once(address):
    user = UserFactory(pending_partner=True, email=address)
    trust("agence.exemple.fr", user.organisation, OrganisationFactory())

    request = request_approval(user)

    user.refresh_from_db()
    assert (request.status, request.automatic, request.decided_by) == (APPROVED, True, None)
    assert user.is_approved_partner
    assert kinds_sent() == ["accounts.partner_approved"]


@pytest.mark.parametrize("address", ["lea@autre.fr", "lea@faux-agence.exemple.fr"])
def test_other_domains_wait(address):
    user = UserFactory(pending_partner=True, email=address)
    trust("agence.exemple.fr", user.organisation)

    assert request_approval(user).status == PENDING


@pytest.mark.parametrize("declared", [True, False])
def test_the_trusted_domain_of_another_organisation_proves_nothing(declared):
    user = UserFactory(pending_partner=True, email="lea@agence.exemple.fr")
    trust("agence.exemple.fr", OrganisationFactory())
    if not declared:
        user.organisation = None
        user.save()

    assert request_approval(user).status == PENDING


def test_a_domain_is_trusted_once_for_each_organisation():
    organisation = OrganisationFactory()
    trust("agence.exemple.fr", organisation, OrganisationFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        trust("agence.exemple.fr", organisation)


# Changing organisation ------------------------------------------------------------


def move(user, **fields):
    return set_organisation(user, organisation=OrganisationFactory(**fields), name="")


def test_an_approved_partner_who_changes_organisation_waits_again():
    approved = PartnerRequestFactory(approved=True)

    user = move(approved.user)

    assert user.is_pending_partner
    again = user.partner_requests.pending().get()
    assert (again.organisation, again.status) == (user.organisation, PENDING)
    approved.refresh_from_db()
    assert (approved.status, approved.organisation_id == user.organisation_id) == (APPROVED, False)
    with pytest.raises(PermissionDenied):
        require_approved_partner(user)
    mail = OutgoingEmail.objects.get()
    assert mail.kind == "accounts.partner_received"
    assert "inscription est terminée" not in mail.text_body


def test_going_back_asks_again_too(administrator):
    approved = PartnerRequestFactory(approved=True)
    first = approved.organisation
    user = move(approved.user)
    approve_partner(user.partner_requests.pending().get(), by=administrator)

    user = set_organisation(user, organisation=first, name="")

    assert user.is_pending_partner
    assert user.partner_requests.pending().get().organisation == first


def test_the_same_organisation_again_changes_nothing():
    approved = PartnerRequestFactory(approved=True)

    user = set_organisation(approved.user, organisation=approved.organisation, name="")

    assert user.is_approved_partner
    assert kinds_sent() == []


def test_a_pending_request_is_then_for_the_new_organisation():
    request = PartnerRequestFactory()

    user = move(request.user)

    assert user.is_pending_partner
    request.refresh_from_db()
    assert (request.organisation, request.status) == (user.organisation, PENDING)
    assert user.partner_requests.count() == 1


@pytest.mark.parametrize("traits", [{}, {"approved": True}])
def test_the_trusted_domain_of_the_new_organisation_approves_at_once(traits):
    request = PartnerRequestFactory(**traits, user__email="lea@agence.exemple.fr")
    organisation = OrganisationFactory()
    trust("agence.exemple.fr", organisation)

    user = set_organisation(request.user, organisation=organisation, name="")

    assert user.is_approved_partner
    assert user.partner_requests.last().organisation == organisation
    assert user.partner_requests.last().automatic


def test_a_refused_partner_asks_again_by_themselves():
    refused = PartnerRequestFactory(refused=True)

    user = move(refused.user)

    assert user.is_refused_partner
    assert ask_again(user).organisation == user.organisation


@pytest.mark.parametrize(
    ("decide", "details"), [(approve_partner, {}), (refuse_partner, {"reason": "Non"})]
)
def test_one_decides_on_the_organisation_that_one_saw(administrator, decide, details):
    seen = PartnerRequestFactory()
    move(seen.user)

    with pytest.raises(DecisionImpossible):
        decide(
            PartnerRequest(pk=seen.pk, user=seen.user, organisation=seen.organisation),
            by=administrator,
            **details,
        )

    seen.refresh_from_db()
    assert seen.status == PENDING


def test_staff_who_attach_an_account_elsewhere_move_its_request_along(administrator):
    request = PartnerRequestFactory()
    user = request.user
    user.organisation = OrganisationFactory()

    save_by_staff(user, by=administrator, fields=["organisation"])

    request.refresh_from_db()
    assert request.organisation == user.organisation


def test_a_refused_partner_asks_again_and_the_first_refusal_stays(administrator):
    refused = PartnerRequestFactory(refused=True)
    user = refused.user

    again = ask_again(user)

    user.refresh_from_db()
    assert user.is_pending_partner
    assert again.status == PENDING
    assert ask_again(user) == again
    refused.refresh_from_db()
    assert refused.status == REFUSED
    approve_partner(again, by=administrator)
    user.refresh_from_db()
    assert user.is_approved_partner


@pytest.mark.parametrize("traits", [{}, {"partner": True}])
def test_members_and_approved_partners_cannot_ask_again(traits):
    with pytest.raises(DecisionImpossible):
        ask_again(UserFactory(**traits))
    assert not PartnerRequest.objects.exists()


# What the database itself refuses -------------------------------------------------

BROKEN_ROWS = [
    {"status": APPROVED},
    {"status": APPROVED, "decided_at": timezone.now()},
    {"status": REFUSED, "decided_at": timezone.now()},
    {"decided_at": timezone.now()},
    {"status": "elsewhere"},
    {"status": APPROVED, "automatic": True},
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


# Who may act as a partner ------------------------------------------------------------


def test_only_approved_partners_pass():
    assert require_approved_partner(UserFactory(partner=True)) is None


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        (
            {"pending_partner": True},
            "Votre compte est en cours de validation. Vous aurez accès à l’ensemble des services "
            "de votre espace personnel dès que celui-ci aura été validé.",
        ),
        ({"refused_partner": True}, "n’a pas été validé"),
        ({}, "partenaires emploi"),
    ],
)
def test_others_are_told_why_not(traits, words):
    with pytest.raises(PermissionDenied) as refusal, translation.override("fr"):
        require_approved_partner(UserFactory(**traits))

    with translation.override("fr"):
        assert words in str(refusal.value)


# The staff's daily mail ----------------------------------------------------------------


def test_the_daily_mail_goes_to_those_who_decide_and_only_when_something_waits(administrator):
    agent = UserFactory(staff=True)
    UserFactory(administrator=True, is_active=False)

    send_awaiting_digest()
    assert kinds_sent() == []

    PartnerRequestFactory()
    send_awaiting_digest()
    send_awaiting_digest()

    mails = OutgoingEmail.objects.filter(kind="accounts.partners_awaiting")
    assert [mail.to for mail in mails] == [administrator.email]
    assert agent.email not in {mail.to for mail in mails}


def test_the_daily_mail_names_no_person(administrator):
    request = PartnerRequestFactory(user__organisation__name="Mission locale de Lens")

    send_awaiting_digest()

    mail = OutgoingEmail.objects.get()
    assert "Mission locale de Lens" in mail.text_body
    assert request.user.last_name not in mail.text_body
    assert request.user.email not in mail.text_body


def test_messages_are_not_sent_once_they_are_out_of_date(administrator):
    request = PartnerRequestFactory()
    send_awaiting_digest()
    approve_partner(request, by=administrator)
    digest = OutgoingEmail.objects.get(kind="accounts.partners_awaiting")
    approval = OutgoingEmail.objects.get(kind="accounts.partner_approved")

    assert not PartnersAwaiting.still_relevant(digest)
    assert PartnerApproved.still_relevant(approval)
