"""Two things at the same instant: one wins, the other is told, nothing is double."""

import threading

import pytest
from django.db import connection, connections

from accounts.factories import UserFactory
from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Membership
from communities.services import (
    NotPossible,
    approve_membership,
    leave_community,
    refuse_membership,
    request_membership,
    withdraw_request,
)
from communities.tests.helpers import led_community, mailed

pytestmark = [
    pytest.mark.full,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]

TIMES = 5


def at_once(*calls):
    """Run the calls at the same instant; returns what each gave, or its refusal."""
    barrier = threading.Barrier(len(calls))
    answers = [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait(timeout=30)
            answers[number] = call()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("policy", ["open", "approval"])
def test_joining_twenty_times_at_once_makes_one_membership(policy):
    community = CommunityFactory(policy=policy)
    moderator = MembershipFactory(community=community, moderator=True).user
    user = UserFactory()
    answers = at_once(*[lambda: request_membership(community, user)] * 20)
    assert {type(answer) for answer in answers} == {Membership}
    assert Membership.objects.filter(user=user).count() == 1
    assert mailed("membership_requested") == ([moderator.email] if policy == "approval" else [])


def test_twenty_people_joining_at_once_are_all_counted():
    community = CommunityFactory()
    people = UserFactory.create_batch(20)
    at_once(*[lambda user=user: request_membership(community, user) for user in people])
    community.refresh_from_db()
    assert community.member_count == 20


@pytest.mark.parametrize("time", range(TIMES))
def test_approving_and_withdrawing_at_once_leaves_one_outcome(time):
    community, moderator = led_community()
    membership = MembershipFactory(community=community)
    approved, withdrawn = at_once(
        lambda: approve_membership(membership, moderator),
        lambda: withdraw_request(membership, membership.user),
    )
    membership.refresh_from_db()
    loser = withdrawn if membership.status == "active" else approved
    assert isinstance(loser, NotPossible)
    told = [membership.user.email] if membership.status == "active" else []
    assert mailed("membership_approved") == told


@pytest.mark.parametrize("time", range(TIMES))
def test_two_moderators_deciding_at_once_make_one_decision(time):
    community, first = led_community()
    second = MembershipFactory(community=community, moderator=True).user
    membership = MembershipFactory(community=community)
    answers = at_once(
        lambda: approve_membership(membership, first),
        lambda: refuse_membership(membership, second, "Hors du territoire."),
    )
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 1
    assert len(mailed("membership_approved") + mailed("membership_refused")) == 1


@pytest.mark.parametrize("time", range(TIMES))
def test_last_two_moderators_leaving_at_once_leave_one_in_charge(time):
    community = CommunityFactory()
    leads = MembershipFactory.create_batch(2, community=community, moderator=True)
    answers = at_once(*[lambda lead=lead: leave_community(lead, lead.user) for lead in leads])
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 1
    assert community.memberships.in_charge().count() == 1
