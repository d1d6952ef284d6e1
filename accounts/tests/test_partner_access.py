"""Who may act as a partner, and what staff are told of those who wait."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from accounts.factories import PartnerRequestFactory, UserFactory
from accounts.notifications.partners import PartnerApproved, PartnersAwaiting
from accounts.permissions import require_approved_partner
from accounts.services.partners import (
    approve_partner,
    send_awaiting_digest,
)
from portal.outbox.models import OutgoingEmail

from .partners import kinds_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


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
        ({"refused_partner": True}, "n’est pas validé"),
        ({}, "partenaires emploi"),
    ],
)
def test_others_are_told_why_not(traits, words):
    with pytest.raises(PermissionDenied) as refusal, translation.override("fr"):
        require_approved_partner(UserFactory(**traits))

    with translation.override("fr"):
        assert words in str(refusal.value)


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
