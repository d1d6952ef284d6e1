"""The life of a membership: who may do what in which state, and what the rows guarantee."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.factories import UserFactory
from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Membership
from communities.services import (
    NotPossible,
    add_member,
    approve_membership,
    leave_community,
    refuse_membership,
    request_membership,
    set_listed,
    withdraw_request,
)
from communities.tests.helpers import deciders, led_community, mailed
from portal.audit.models import AuditEvent
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db

STATES = ["pending", "active", "refused", "withdrawn", "left", "excluded"]
UNCHANGED, IMPOSSIBLE = "unchanged", "impossible"


def in_state(state, **fields):
    trait = {} if state == "pending" else {state: True}
    return MembershipFactory(**trait, **fields)


# Joining ----------------------------------------------------------------------------


def test_open_community_makes_a_member_at_once():
    community, user = CommunityFactory(), UserFactory()
    membership = request_membership(community, user, is_listed=True)
    assert (membership.status, membership.automatic) == ("active", True)
    assert membership.is_listed
    community.refresh_from_db()
    assert community.member_count == 1
    assert AuditEvent.objects.get().action == "communities.joined"


def test_request_on_approval_waits_and_tells_every_moderator():
    community, moderator = led_community()
    second = MembershipFactory(community=community, moderator=True).user
    MembershipFactory(community=community, moderator=True, user__is_active=False)
    MembershipFactory(community=community, active=True)
    membership = request_membership(community, UserFactory(), message="  Bonjour  ")
    assert (membership.status, membership.message) == ("pending", "Bonjour")
    assert mailed("membership_requested") == sorted([moderator.email, second.email])
    community.refresh_from_db()
    assert community.member_count == 0


def test_community_by_invitation_cannot_be_asked():
    with pytest.raises(NotPossible, match="invitation"):
        request_membership(CommunityFactory(by_invitation=True), UserFactory())


def test_unpublished_community_cannot_be_asked():
    with pytest.raises(NotPossible):
        request_membership(CommunityFactory(is_published=False), UserFactory())


@pytest.mark.parametrize("state", STATES)
def test_asking_again_in_each_state(state):
    community, moderator = led_community()
    first = in_state(state, community=community)
    if state == "excluded":
        with pytest.raises(NotPossible):
            request_membership(community, first.user)
        return
    again = request_membership(community, first.user)
    if state in {"pending", "active"}:
        assert again == first
        assert mailed("membership_requested") == []
    else:
        assert again != first
        assert again.status == "pending"
        assert mailed("membership_requested") == [moderator.email]


def test_refusal_may_bar_a_new_request_until_a_day():
    community, _moderator = led_community()
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = MembershipFactory(community=community, refused=True, barred_until=tomorrow)
    with pytest.raises(NotPossible):
        request_membership(community, refused.user)
    Membership.objects.filter(pk=refused.pk).update(barred_until=timezone.localdate())
    assert request_membership(community, refused.user).is_pending


# What one does for oneself, in each state -------------------------------------------

WITHDRAW = {
    "pending": "withdrawn",
    "active": IMPOSSIBLE,
    "refused": IMPOSSIBLE,
    "withdrawn": UNCHANGED,
    "left": IMPOSSIBLE,
    "excluded": IMPOSSIBLE,
}
LEAVE = {
    "pending": IMPOSSIBLE,
    "active": "left",
    "refused": IMPOSSIBLE,
    "withdrawn": IMPOSSIBLE,
    "left": UNCHANGED,
    "excluded": IMPOSSIBLE,
}
APPROVE = {
    "pending": "active",
    "active": UNCHANGED,
    "refused": IMPOSSIBLE,
    "withdrawn": IMPOSSIBLE,
    "left": IMPOSSIBLE,
    "excluded": IMPOSSIBLE,
}
REFUSE = {**APPROVE, "pending": "refused", "active": IMPOSSIBLE, "refused": UNCHANGED}


def outcome(membership, change):
    """The new state, UNCHANGED or IMPOSSIBLE."""
    before = Membership.objects.filter(pk=membership.pk).values().get()
    try:
        change()
    except NotPossible as refusal:
        assert str(refusal)
        assert Membership.objects.filter(pk=membership.pk).values().get() == before
        return IMPOSSIBLE
    after = Membership.objects.filter(pk=membership.pk).values().get()
    return UNCHANGED if after == before else after["status"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("service", "expected"), [(withdraw_request, WITHDRAW), (leave_community, LEAVE)]
)
def test_own_changes_in_each_state(service, expected, state):
    community, _moderator = led_community()
    membership = in_state(state, community=community)
    assert outcome(membership, lambda: service(membership, membership.user)) == expected[state]
    assert mailed("membership_refused") == []


@pytest.mark.parametrize("service", [withdraw_request, leave_community])
def test_nobody_changes_the_membership_of_another(service):
    membership = MembershipFactory()
    with pytest.raises(ValueError, match="own"):
        service(membership, UserFactory())


def test_withdrawing_takes_the_notices_along():
    community, moderator = led_community()
    membership = request_membership(community, UserFactory())
    assert Notice.objects.unread().filter(recipient=moderator).count() == 1
    withdraw_request(membership, membership.user)
    assert not Notice.objects.unread().filter(recipient=moderator).exists()


# Deciding, in each state and by each role --------------------------------------------


def refuse(membership, by):
    return refuse_membership(membership, by, "Hors du territoire.")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("service", "expected"), [(approve_membership, APPROVE), (refuse, REFUSE)])
def test_decisions_in_each_state(service, expected, state):
    community, moderator = led_community()
    membership = in_state(state, community=community)
    assert outcome(membership, lambda: service(membership, moderator)) == expected[state]
    told = mailed("membership_approved") + mailed("membership_refused")
    assert told == ([membership.user.email] if state == "pending" else [])


@pytest.mark.parametrize("service", [approve_membership, refuse])
def test_only_moderators_and_entitled_staff_decide(service):
    community, people = deciders()
    for role, person in people.items():
        membership = MembershipFactory(community=community)
        if role in {"moderator", "administrator"}:
            assert service(membership, person).decided_by == person
        else:
            with pytest.raises(PermissionDenied):
                service(membership, person)


def test_nobody_decides_on_their_own_request():
    membership = MembershipFactory(user=UserFactory(administrator=True))
    with pytest.raises(NotPossible):
        approve_membership(membership, membership.user)
    with pytest.raises(NotPossible):
        refuse(membership, membership.user)


def test_second_decision_says_what_the_first_was_and_mails_nobody():
    community, moderator = led_community()
    membership = MembershipFactory(community=community)
    approve_membership(membership, moderator)
    approve_membership(membership, moderator)
    with pytest.raises(NotPossible, match="approuvée"):
        refuse(membership, moderator)
    assert mailed("membership_approved") == [membership.user.email]
    assert mailed("membership_refused") == []


def test_refusal_needs_a_reason():
    community, moderator = led_community()
    with pytest.raises(ValidationError):
        refuse_membership(MembershipFactory(community=community), moderator, "  ")


def test_closed_account_is_not_let_in():
    community, moderator = led_community()
    membership = MembershipFactory(community=community, user__is_active=False)
    with pytest.raises(NotPossible):
        approve_membership(membership, moderator)


def test_decision_settles_the_notices_of_the_other_moderators_and_tells_the_person():
    community, moderator = led_community()
    second = MembershipFactory(community=community, moderator=True).user
    membership = request_membership(community, UserFactory())
    approve_membership(membership, moderator)
    assert not Notice.objects.unread().filter(recipient__in=[moderator, second]).exists()
    assert Notice.objects.unread().filter(recipient=membership.user).count() == 1


# Appearing, and being counted ------------------------------------------------------


def test_appearing_is_for_members_only():
    member = MembershipFactory(active=True)
    assert set_listed(member, member.user, True).is_listed
    pending = MembershipFactory()
    with pytest.raises(NotPossible):
        set_listed(pending, pending.user, True)


def test_member_count_follows_every_change():
    community, moderator = led_community()
    joined = approve_membership(MembershipFactory(community=community), moderator)
    add_member(community, UserFactory(), UserFactory(administrator=True))
    refuse(MembershipFactory(community=community), moderator)
    leave_community(joined, joined.user)
    community.refresh_from_db()
    assert community.member_count == community.memberships.active().count() == 2


# What the rows guarantee, past the services -------------------------------------------


@pytest.mark.parametrize(
    ("state", "broken"),
    [
        ("active", {"decided_at": None}),
        ("active", {"decided_by": None}),
        ("active", {"automatic": True}),
        ("active", {"ended_at": timezone.now()}),
        ("active", {"status": "pending"}),
        ("active", {"status": "left"}),
        ("pending", {"status": "active"}),
        ("pending", {"status": "refused", "reason": "Non."}),
        ("pending", {"status": "withdrawn"}),
        ("pending", {"automatic": True}),
        ("pending", {"role": "moderator"}),
        ("pending", {"barred_until": timezone.now().date()}),
        ("refused", {"reason": ""}),
        ("refused", {"decided_by": None}),
        ("refused", {"ended_at": timezone.now()}),
        ("withdrawn", {"ended_at": None}),
        ("left", {"ended_at": None}),
        ("left", {"role": "moderator"}),
        ("excluded", {"reason": ""}),
        ("excluded", {"decided_by": None, "automatic": True}),
    ],
)
def test_state_is_tied_to_its_fields(state, broken):
    membership = in_state(state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(**broken)


def test_row_is_not_decided_by_the_person_themself():
    membership = MembershipFactory(active=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(decided_by=membership.user)


@pytest.mark.parametrize("first", ["pending", "active"])
@pytest.mark.parametrize("second", ["pending", "active"])
def test_one_live_membership_per_person_and_community(first, second):
    membership = in_state(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        in_state(second, user=membership.user, community=membership.community)
