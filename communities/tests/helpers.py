"""What several tests of the communities need."""

import html

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import UserFactory
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


def deciders():
    """A community and people of all kinds, by what they are to it."""
    community, moderator = led_community()
    member = MembershipFactory(community=community, active=True).user
    _other, other_moderator = led_community()
    return community, {
        "moderator": moderator,
        "administrator": UserFactory(administrator=True),
        "member": member,
        "moderator of another": other_moderator,
        "stranger": UserFactory(),
        "staff without the right": UserFactory(staff=True),
    }


def make_searchable(*communities):
    mark_stale(*communities)
    reindex_stale()


def statuses(community):
    return list(
        Membership.objects.filter(community=community)
        .order_by("pk")
        .values_list("status", flat=True)
    )


def address(name, community):
    return reverse(f"communities:{name}", args=[community.slug])


def text_of(response):
    """The page's words, French spaces and apostrophes folded as acceptance does."""
    text = html.unescape(response.content.decode())
    return " ".join(text.replace("\xa0", " ").replace("’", "'").split())


def sign_in(client, role, community):
    """Sign in as somebody of this role in the community; returns the account."""
    if role == "visitor":
        return None
    traits = {"member": "active", "moderator": "moderator"}
    if role in {"member", "moderator"}:
        user = MembershipFactory(community=community, **{traits[role]: True}).user
    elif role == "pending":
        user = MembershipFactory(community=community).user
    elif role == "other moderator":
        user = led_community()[1]
    else:
        user = UserFactory()
    client.force_login(user)
    return user


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
