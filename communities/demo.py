"""Demo communities with their moderators, members and requests."""

import random
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from communities.demo_data import COMMUNITIES, MESSAGES, REFUSAL, THEMES
from communities.models import Community, Membership, Theme
from portal.search.services import mark_stale, reindex_stale
from portal.search.text import fold
from portal.territories.models import Territory

MODERATOR = "animatrice@demo.example"
MEMBER = "membre@demo.example"
# One the demo member is in, one that has not decided yet.
MEMBER_OF = "apprentissage-secteur-public"
MEMBER_WAITS_FOR = "formateurs-d-adultes"
KINDS = {"R": Territory.Kind.REGION, "D": Territory.Kind.DEPARTMENT}


def load_demo_communities():
    draw = random.Random(2026)  # noqa: S311  the same communities at every start
    people = list(get_user_model().objects.filter(is_active=True, is_staff=False).order_by("pk"))
    by_email = {user.email: user for user in people}
    named = [by_email.pop(MODERATOR), by_email.pop(MEMBER)]
    others = list(by_email.values())
    memberships = []
    communities = make_communities()
    for community, led_by in communities:
        memberships += fill(community, led_by, named, others, draw)
    Membership.objects.bulk_create(memberships)
    for community, _led_by in communities:
        community.member_count = community.memberships.active().count()
    communities = [community for community, _led_by in communities]
    Community.objects.bulk_update(communities, ["member_count"])
    mark_stale(*communities)
    reindex_stale()


def make_communities():
    themes = {
        slug: Theme.objects.create(name=name, slug=slug, position=position)
        for position, (name, slug) in enumerate(THEMES)
    }
    rows = []
    for name, slug, theme, place, policy, public, led_by, summary, welcome in COMMUNITIES:
        territory = place and Territory.objects.get(kind=KINDS[place[0]], code=place[1:])
        community = Community(
            name=name,
            name_key=fold(name),
            slug=slug,
            theme=themes[theme],
            territory=territory or None,
            policy=policy,
            is_content_public=public,
            summary=summary,
            welcome=welcome,
            contact_name="Secrétariat des communautés",
            contact_email="contact@communautes.example",
            contact_phone="01 99 00 12 40",
        )
        rows.append((community, led_by))
    Community.objects.bulk_create(community for community, _led_by in rows)
    return rows


def fill(community, led_by, named, others, draw):
    """The rows of one community: two in charge, members, and requests where they are decided."""
    moderator, member = named
    crowd = draw.sample(others, k=min(len(others), draw.randint(9, 26)))
    first, second = (moderator if led_by == "demo" else crowd.pop()), crowd.pop()
    made = [
        row(community, first, second, draw, lead=True),
        row(community, second, first, draw, lead=True),
    ]
    waiting, refused = [], []
    if community.policy == Community.Policy.APPROVAL:
        waiting = [crowd.pop() for _ in range(4)]
        refused = [crowd.pop()]
    made += [row(community, user, first, draw) for user in crowd]
    if community.slug == MEMBER_OF:
        made.append(row(community, member, first, draw))
    if community.slug == MEMBER_WAITS_FOR:
        waiting.append(member)
    made += [pending(community, user, order) for order, user in enumerate(waiting)]
    made += [refusal(community, user, first, draw) for user in refused]
    return made


def row(community, user, decided_by, draw, *, lead=False):
    joined = timezone.now() - timedelta(days=draw.randint(2, 300), minutes=draw.randint(0, 600))
    automatic = community.policy == Community.Policy.OPEN and not lead
    return Membership(
        community=community,
        user=user,
        status=Membership.Status.ACTIVE,
        role=Membership.Role.MODERATOR if lead else Membership.Role.MEMBER,
        is_listed=lead or draw.random() < 0.6,
        asked_at=joined - timedelta(hours=draw.randint(0, 40)),
        decided_at=joined,
        automatic=automatic,
        decided_by=None if automatic else decided_by,
    )


def pending(community, user, order):
    asked = timezone.now() - timedelta(days=2 * order, hours=3 + order)
    return Membership(
        community=community,
        user=user,
        message=MESSAGES[order % len(MESSAGES)],
        asked_at=asked,
    )


def refusal(community, user, decided_by, draw):
    asked = timezone.now() - timedelta(days=draw.randint(20, 60))
    return Membership(
        community=community,
        user=user,
        status=Membership.Status.REFUSED,
        asked_at=asked,
        decided_at=asked + timedelta(days=1),
        decided_by=decided_by,
        reason=REFUSAL,
    )
