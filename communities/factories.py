import factory
from django.utils import timezone

from accounts.factories import UserFactory
from communities.models import Community, Membership, Theme


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    name = "Emploi et insertion"
    slug = "emploi-et-insertion"


class CommunityFactory(factory.django.DjangoModelFactory):
    """An open community; traits make the other policies."""

    class Meta:
        model = Community

    name = factory.Sequence(lambda n: f"Communauté {n}")
    slug = factory.Sequence(lambda n: f"communaute-{n}")
    theme = factory.SubFactory(ThemeFactory)
    summary = "Échanger entre pairs."
    welcome = "## Bienvenue\n\nVoici **nos** règles."

    class Params:
        on_approval = factory.Trait(policy=Community.Policy.APPROVAL)
        by_invitation = factory.Trait(policy=Community.Policy.INVITATION)
        public_content = factory.Trait(is_content_public=True)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A pending request; traits make what became of it."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    community = factory.SubFactory(CommunityFactory, on_approval=True)

    class Params:
        decided = factory.Trait(
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
        )
        active = factory.Trait(decided=True, status=Membership.Status.ACTIVE)
        moderator = factory.Trait(active=True, role=Membership.Role.MODERATOR)
        refused = factory.Trait(
            decided=True, status=Membership.Status.REFUSED, reason="Hors du territoire."
        )
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now))
        withdrawn = factory.Trait(ended=True, status=Membership.Status.WITHDRAWN)
        left = factory.Trait(decided=True, ended=True, status=Membership.Status.LEFT)
        excluded = factory.Trait(
            decided=True,
            ended=True,
            status=Membership.Status.EXCLUDED,
            reason="Propos injurieux.",
        )
