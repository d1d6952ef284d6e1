"""Personal data that communities hold."""

from django.db import transaction
from django.utils import timezone

from communities.models import Membership
from communities.services.locking import count_members, lock_community
from communities.services.reminders import settle_request
from portal.privacy.registry import register

ERASED = "–"


def register_personal_data():
    register("communities.Membership", export=export_memberships, erase=erase_memberships)


def export_memberships(user):
    return [
        {
            "community": membership.community.name,
            "status": membership.status,
            "role": membership.role,
            "message": membership.message,
            "appears_among_members": membership.is_listed,
            "asked_at": membership.asked_at.isoformat(),
            "decided_at": membership.decided_at and membership.decided_at.isoformat(),
            "reason": membership.reason,
            "ended_at": membership.ended_at and membership.ended_at.isoformat(),
        }
        for membership in user.memberships.select_related("community").order_by("asked_at", "pk")
    ]


def erase_memberships(user):
    """End what runs and keep decisions without words: closing an account is never held up.

    A community left without anyone in charge shows in the staff's list.
    """
    for community_id in user.memberships.order_by("community").values_list("community", flat=True):
        _erase_in(community_id, user)


@transaction.atomic
def _erase_in(community_id, user):
    community = lock_community(community_id)
    own = community.memberships.filter(user=user)
    now = timezone.now()
    pending = list(own.pending())
    own.pending().update(status=Membership.Status.WITHDRAWN, ended_at=now)
    for membership in pending:
        settle_request(membership)
    own.active().update(status=Membership.Status.LEFT, role=Membership.Role.MEMBER, ended_at=now)
    own.update(message="", is_listed=False)
    own.exclude(reason="").update(reason=ERASED)
    count_members(community)
