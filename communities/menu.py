"""The left-hand menu inside a community: the entries that exist, in their order."""

from django.urls import reverse
from django.utils.translation import gettext as _


def community_menu(community, membership):
    """(label, address, count) of each entry that the person may open."""
    entries = [(_("Community home"), community.get_home_url(), None)]
    if membership and membership.is_moderator:
        count = community.memberships.pending().count()
        address = reverse("communities:requests", args=[community.slug])
        entries.append((_("Membership requests"), address, count))
    return entries
