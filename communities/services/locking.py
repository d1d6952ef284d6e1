"""The one locked path: every change of a membership holds its community's row first."""

from django.utils import timezone

from communities.models import Community, Membership
from portal.web.dates import date_words


class NotPossible(Exception):
    """The change was not made; `str()` is the sentence to show."""


def lock_community(pk):
    return Community.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def lock_membership(membership):
    """Return the membership as it is now, its community locked with it."""
    community = lock_community(membership.community_id)
    locked = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=membership.pk)
    )
    locked.community = community
    return locked


def count_members(community):
    """Count again under the lock: whatever went wrong before, the figure is right now."""
    community.member_count = community.memberships.active().count()
    community.save(update_fields=["member_count"])


def other_people_in_charge(membership):
    return membership.community.memberships.in_charge().exclude(pk=membership.pk)


def on_day(moment):
    """The day of a decision, as sentences say it."""
    return date_words(timezone.localtime(moment))
