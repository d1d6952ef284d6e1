"""Communities with many members, for measuring: `manage.py seed`."""

from datetime import timedelta

from django.utils.text import slugify

from accounts.models import User
from accounts.seed import MEMBER
from communities.demo_data import COMMUNITIES, MESSAGES, REFUSAL, THEMES
from communities.models import Community, Membership, Theme
from portal.search.text import fold
from portal.territories.models import Territory

ALL_COMMUNITIES, LARGEST = 500, 20_000
# The second largest has so many members less, and so on.
SHRINK = 0.8
LED_BY_MEASURED = 3
# A page of the list is full whatever the scale.
FEWEST = 40
PENDING_AT_MOST, REFUSED_ONE_IN = 60, 50

MEMBERSHIP_FIELDS = [
    "user_id", "community_id", "status", "role", "message", "is_listed", "asked_at", "decided_at",
    "decided_by_id", "automatic", "reason",
]  # fmt: skip


def seed_communities(seed):
    communities = make_communities(seed)
    members = list(User.objects.filter(is_staff=False).order_by("pk").values_list("pk", flat=True))
    measured = User.objects.get(username=MEMBER).pk
    members.remove(measured)
    draw = seed.draw("memberships")
    seed.copy(
        Membership,
        MEMBERSHIP_FIELDS,
        (
            row
            for rank, community in enumerate(communities, start=1)
            for row in membership_rows(community, rank, members, measured, seed, draw)
        ),
    )
    for community in communities:
        community.member_count = community.memberships.active().count()
    Community.objects.bulk_update(communities, ["member_count"], batch_size=500)


def make_communities(seed):
    draw = seed.draw("communities")
    themes = Theme.objects.bulk_create(
        Theme(name=name, slug=slug, position=position)
        for position, (name, slug) in enumerate(THEMES)
    )
    territories = list(Territory.objects.order_by("pk"))
    made = []
    for pk in range(1, seed.of(ALL_COMMUNITIES, at_least=FEWEST) + 1):
        demo = COMMUNITIES[pk % len(COMMUNITIES)]
        _name, _slug, _theme, _place, policy, public, _led_by, summary, welcome = demo
        territory = draw.choice([None, *territories])
        name = f"{demo[0]} – {territory or 'France entière'} ({pk})"
        made.append(
            Community(
                pk=pk,
                name=name,
                name_key=fold(name),
                slug=f"{slugify(name)[:100]}-{pk}",
                theme=draw.choice(themes),
                territory=territory,
                policy=policy,
                is_content_public=public,
                summary=summary,
                welcome=welcome,
            )
        )
    seed.save(Community, made)
    return made


def membership_rows(community, rank, members, measured, seed, draw):
    """Two in charge, then the crowd, some still waiting; `measured` leads the largest."""
    size = max(10, round(LARGEST * seed.scale / rank**SHRINK))
    crowd = draw.sample(members, k=min(size, len(members)))
    leader = measured if rank <= LED_BY_MEASURED else crowd.pop()
    second = crowd.pop()
    on_approval = community.policy == Community.Policy.APPROVAL
    yield active(community, leader, second, seed, draw, role="moderator")
    yield active(community, second, leader, seed, draw, role="moderator")
    for number, user in enumerate(crowd):
        if on_approval and number < min(PENDING_AT_MOST, size // 10):
            message = MESSAGES[number % len(MESSAGES)]
            yield row(community, user, "pending", seed, draw, message=message)
        elif number % REFUSED_ONE_IN == 7:
            yield row(community, user, "refused", seed, draw, decided_by=leader, reason=REFUSAL)
        else:
            yield active(community, user, leader, seed, draw)


def active(community, user, decided_by, seed, draw, role="member"):
    automatic = community.policy == Community.Policy.OPEN and role == "member"
    decided_by = None if automatic else decided_by
    return row(community, user, "active", seed, draw, role=role, decided_by=decided_by)


def row(community, user, status, seed, draw, **details):
    values = {"role": "member", "decided_by": None, "message": "", "reason": "", **details}
    asked = seed.now - timedelta(days=draw.randint(2, 700), minutes=draw.randint(0, 1_400))
    return (
        user,
        community.pk,
        status,
        values["role"],
        values["message"],
        status == "active" and draw.random() < 0.6,
        asked,
        None if status == "pending" else asked + timedelta(hours=20),
        values["decided_by"],
        status == "active" and values["decided_by"] is None,
        values["reason"],
    )
