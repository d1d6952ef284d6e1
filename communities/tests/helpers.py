"""What several tests of the communities need."""

from communities.factories import CommunityFactory, MembershipFactory
from communities.models import Membership
from portal.outbox.models import OutgoingEmail
from portal.search.services import mark_stale, reindex_stale


def mailed(kind):
    """The addresses to which this kind of message was written."""
    emails = OutgoingEmail.objects.filter(kind=f"communities.{kind}")
    return sorted(emails.values_list("to", flat=True))


def led_community(**fields):
    """A community on approval and its moderator."""
    community = CommunityFactory(**{"on_approval": True, **fields})
    return community, MembershipFactory(community=community, moderator=True).user


def make_searchable(*communities):
    mark_stale(*communities)
    reindex_stale()


def statuses(community):
    return list(
        Membership.objects.filter(community=community)
        .order_by("pk")
        .values_list("status", flat=True)
    )
