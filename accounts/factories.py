import factory
from django.utils import timezone

from accounts.models import Organisation, OrganisationType, PartnerRequest, User

PASSWORD = "Portail!2026"


class OrganisationTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationType
        django_get_or_create = ["name"]

    name = "Mission locale"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """A member; traits make the other roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.LazyAttribute(lambda user: user.email)
    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin {n}")
    password = factory.django.Password(PASSWORD)

    class Params:
        partner = factory.Trait(
            kind=User.Kind.PARTNER,
            partner_status=User.PartnerStatus.APPROVED,
            organisation=factory.SubFactory(OrganisationFactory),
        )
        refused_partner = factory.Trait(
            kind=User.Kind.PARTNER,
            partner_status=User.PartnerStatus.REFUSED,
            organisation=factory.SubFactory(OrganisationFactory),
        )
        pending_partner = factory.Trait(
            kind=User.Kind.PARTNER,
            partner_status=User.PartnerStatus.PENDING,
            organisation=factory.SubFactory(OrganisationFactory),
        )
        staff = factory.Trait(is_staff=True)
        administrator = factory.Trait(is_staff=True, is_superuser=True)


class PartnerRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnerRequest

    """A pending request; traits make the decided ones, with the account that goes with them."""

    user = factory.SubFactory(UserFactory, pending_partner=True)
    organisation = factory.SelfAttribute("user.organisation")
    created_at = factory.LazyFunction(timezone.now)

    class Params:
        approved = factory.Trait(
            user=factory.SubFactory(UserFactory, partner=True),
            status=PartnerRequest.Status.APPROVED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory, administrator=True),
        )
        refused = factory.Trait(
            user=factory.SubFactory(UserFactory, refused_partner=True),
            status=PartnerRequest.Status.REFUSED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory, administrator=True),
            reason="Adresse personnelle",
        )
        withdrawn = factory.Trait(
            user=factory.SubFactory(UserFactory, refused_partner=True),
            status=PartnerRequest.Status.WITHDRAWN,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory, administrator=True),
            withdrawn_at=factory.LazyFunction(timezone.now),
            withdrawn_by=factory.SubFactory(UserFactory, administrator=True),
            reason="A quitté la structure",
        )
