"""Partners ask to be approved: at sign-up, in another organisation, once more after a refusal."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.factories import OrganisationFactory, PartnerRequestFactory, UserFactory
from accounts.models import PartnerRequest
from accounts.permissions import require_approved_partner
from accounts.services.partners import (
    DecisionImpossible,
    approve_partner,
    ask_again,
    refuse_partner,
    request_approval,
)
from accounts.services.profile import set_organisation
from accounts.services.staff import save_by_staff
from portal.outbox.models import OutgoingEmail

from .partners import APPROVED, PENDING, REFUSED, kinds_sent, trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


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
