"""Being in charge of a community: who gives roles, and that one moderator always stays."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from accounts.factories import UserFactory
from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Membership
from communities.services import (
    NotPossible,
    add_member,
    leave_community,
    make_member,
    make_moderator,
)
from communities.tests.helpers import deciders, led_community, mailed
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_last_moderator_stays_until_another_is_named():
    community, moderator = led_community()
    lead = community.memberships.get(user=moderator)
    MembershipFactory(community=community, moderator=True, user__is_active=False)
    administrator = UserFactory(administrator=True)
    with pytest.raises(NotPossible):
        leave_community(lead, moderator)
    with pytest.raises(NotPossible):
        make_member(lead, administrator)
    make_moderator(MembershipFactory(community=community, active=True), administrator)
    leave_community(lead, moderator)
    lead.refresh_from_db()
    assert (lead.status, lead.role) == ("left", "member")


def test_only_members_have_a_role():
    with pytest.raises(NotPossible):
        make_moderator(MembershipFactory(), UserFactory(administrator=True))


@pytest.mark.parametrize("service", [make_moderator, make_member])
def test_nobody_changes_their_own_role(service):
    community, moderator = led_community()
    own = community.memberships.get(user=moderator)
    MembershipFactory(community=community, moderator=True)
    moderator.is_staff = moderator.is_superuser = True
    moderator.save()
    if service is make_moderator:
        Membership.objects.filter(pk=own.pk).update(role="member")
    before = Membership.objects.get(pk=own.pk).role

    with pytest.raises(NotPossible):
        service(own, moderator)
    assert Membership.objects.get(pk=own.pk).role == before


@pytest.mark.parametrize("service", [make_moderator, make_member, "add"])
def test_only_entitled_staff_give_roles(service):
    community, people = deciders()
    MembershipFactory(community=community, moderator=True)
    for role, person in people.items():
        if service == "add":
            change = partial(add_member, community, UserFactory())
        else:
            asked = {"active": True} if service is make_moderator else {"moderator": True}
            change = partial(service, MembershipFactory(community=community, **asked))
        if role == "administrator":
            assert change(person).is_active
        else:
            with pytest.raises(PermissionDenied):
                change(person)


def test_people_are_told_of_the_role_that_staff_give_them():
    community, _moderator = led_community()
    administrator = UserFactory(administrator=True)
    member, lead = UserFactory(), UserFactory()

    membership = add_member(community, member, administrator)
    add_member(community, lead, administrator, role="moderator")
    assert mailed("member_added") == [member.email]
    assert mailed("moderator_named") == [lead.email]

    for change in (make_moderator, make_moderator, make_member, make_moderator):
        change(membership, administrator)
    assert mailed("moderator_named") == sorted([lead.email, member.email, member.email])
    assert Notice.objects.filter(recipient=member).count() == 3


def test_staff_put_people_in_whatever_the_policy():
    community, user = CommunityFactory(by_invitation=True), UserFactory()
    administrator = UserFactory(administrator=True)
    membership = add_member(community, user, administrator, role="moderator")
    assert membership.is_moderator
    with pytest.raises(NotPossible):
        add_member(community, user, administrator)
    with pytest.raises(NotPossible):
        add_member(community, administrator, administrator)
