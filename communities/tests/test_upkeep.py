"""Reminders, personal data, the messages themselves, the demo."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.factories import UserFactory
from communities import notifications
from communities.demo import load_demo_communities
from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Community, Membership
from communities.privacy import erase_memberships, export_memberships
from communities.services import (
    approve_membership,
    make_member,
    make_moderator,
    request_membership,
    withdraw_request,
)
from communities.services.reminders import remind_moderators
from communities.tests.helpers import led_community, mailed
from portal.audit.models import AuditEvent
from portal.outbox.models import OutgoingEmail
from portal.outbox.services import enqueue

pytestmark = pytest.mark.django_db


def days_ago(number):
    return timezone.now() - timedelta(days=number)


def test_moderators_are_reminded_once_a_week_of_old_requests():
    community, moderator = led_community()
    second = MembershipFactory(community=community, moderator=True).user
    MembershipFactory(community=community, asked_at=days_ago(8))
    remind_moderators()
    remind_moderators()
    assert mailed("requests_pending") == sorted([moderator.email, second.email])
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        remind_moderators()
    assert len(mailed("requests_pending")) == 4


def test_recent_and_settled_requests_are_not_reminded():
    community, _moderator = led_community()
    MembershipFactory(community=community, asked_at=days_ago(6))
    MembershipFactory(community=community, withdrawn=True, asked_at=days_ago(30))
    remind_moderators()
    assert mailed("requests_pending") == []


def test_one_failing_community_does_not_stop_the_others(monkeypatch):
    first, _moderator = led_community()
    second, moderator = led_community()
    for community in (first, second):
        MembershipFactory(community=community, asked_at=days_ago(8))
    real = notifications.RequestsPending.context

    def failing(self):
        if self.community.pk == first.pk:
            raise RuntimeError("broken")
        return real(self)

    monkeypatch.setattr(notifications.RequestsPending, "context", failing)
    remind_moderators()
    assert mailed("requests_pending") == [moderator.email]


# Messages are checked again when they leave ---------------------------------------------


def relevant(kind):
    email = OutgoingEmail.objects.get(kind=f"communities.{kind}")
    return getattr(notifications, RELEVANCE[kind]).still_relevant(email)


RELEVANCE = {
    "membership_requested": "MembershipRequested",
    "membership_approved": "MembershipApproved",
    "membership_refused": "MembershipRefused",
    "requests_pending": "RequestsPending",
    "member_added": "MemberAdded",
    "moderator_named": "ModeratorNamed",
}


def test_request_is_not_told_once_withdrawn_nor_to_a_former_moderator():
    community, moderator = led_community()
    membership = request_membership(community, UserFactory())
    assert relevant("membership_requested")
    lead = community.memberships.filter(user=moderator)
    lead.update(role="member")
    assert not relevant("membership_requested")
    lead.update(role="moderator")
    withdraw_request(membership, membership.user)
    assert not relevant("membership_requested")


def test_approval_is_not_told_to_someone_who_left():
    community, moderator = led_community()
    membership = approve_membership(MembershipFactory(community=community), moderator)
    assert relevant("membership_approved")
    Membership.objects.filter(pk=membership.pk).update(status="left", ended_at=timezone.now())
    assert not relevant("membership_approved")


def test_being_put_in_charge_is_not_told_once_taken_away():
    community, _moderator = led_community()
    membership = MembershipFactory(community=community, active=True)
    administrator = UserFactory(administrator=True)
    make_moderator(membership, administrator)
    assert relevant("moderator_named")
    make_member(membership, administrator)
    assert not relevant("moderator_named")


def test_reminder_is_not_sent_once_all_is_decided():
    community, moderator = led_community()
    pending = MembershipFactory(community=community, asked_at=days_ago(8))
    remind_moderators()
    assert relevant("requests_pending")
    approve_membership(pending, moderator)
    assert not relevant("requests_pending")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", RELEVANCE)
def test_messages_are_whole_in_both_languages(kind, language):
    user = UserFactory(language=language, first_name="Zoé")
    community = CommunityFactory(name="L’<Accueil> & Cie", reminded_at=timezone.now())
    membership = MembershipFactory(
        user=user, community=community, refused=True, message="Un <message>"
    )
    message = getattr(notifications, RELEVANCE[kind])
    if kind == "membership_requested":
        enqueue(message(membership, user))
    elif kind == "requests_pending":
        enqueue(message(community, user, 2))
    elif kind == "moderator_named":
        enqueue(message(membership, AuditEvent(pk=1)))
    else:
        enqueue(message(membership))
    email = OutgoingEmail.objects.get()
    assert "L’<Accueil> & Cie" in email.subject
    assert "L’<Accueil> & Cie" in email.text_body
    assert "L’&lt;Accueil&gt; &amp; Cie" in email.html_body
    assert "Zoé" in email.text_body
    assert ("Bonjour" if language == "fr" else "Hello") in email.text_body


# Personal data -----------------------------------------------------------------------------


def test_export_gives_one_s_own_memberships():
    membership = MembershipFactory(refused=True, message="Bonjour")
    MembershipFactory(community=membership.community)
    [row] = export_memberships(membership.user)
    assert (row["community"], row["message"]) == (membership.community.name, "Bonjour")
    assert (row["status"], row["reason"]) == ("refused", "Hors du territoire.")


def test_erasing_ends_what_runs_and_keeps_decisions_without_words():
    community, moderator = led_community()
    user = UserFactory()
    MembershipFactory(user=user, message="Bonjour")
    MembershipFactory(user=user, active=True, is_listed=True)
    MembershipFactory(user=user, refused=True, message="Bonjour")
    erase_memberships(user)
    assert not user.memberships.live().exists()
    assert not user.memberships.exclude(message="").exists()
    assert not user.memberships.filter(is_listed=True).exists()
    assert set(user.memberships.exclude(reason="").values_list("reason", flat=True)) == {"–"}
    # Even the last person in charge: staff see the community in their list.
    erase_memberships(moderator)
    assert community in Community.objects.without_moderator()


# Rows and demo -------------------------------------------------------------------------------


def test_reserved_address_is_refused_past_the_form():
    community = CommunityFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=community.pk).update(slug="mes-communautes")


def test_demo_is_true_to_the_rules():
    call_command("load_reference_data")
    moderator = UserFactory(email="animatrice@demo.example")
    UserFactory(email="membre@demo.example")
    UserFactory.create_batch(30)
    load_demo_communities()
    assert Community.objects.count() == 12
    for policy in Community.Policy.values:
        assert Community.objects.filter(policy=policy).count() == 4
    assert not Community.objects.without_moderator().exists()
    led = Community.objects.led_by(moderator).filter(policy="approval")
    assert Membership.objects.pending().filter(community__in=led).exists()
    for community in Community.objects.all():
        assert community.member_count == community.memberships.active().count()
