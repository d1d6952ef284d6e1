from datetime import timedelta

import factory
from django.utils import timezone

from portal.search.text import fold
from portal.territories.models import Commune, PostalCode, Territory
from portal.territories.services import forget_names
from trainings.models import (
    Centre,
    Domain,
    Funding,
    Occupation,
    Session,
    SessionSeats,
    Training,
    TrainingKind,
)


def department(code="59", name="Nord", region=("32", "Hauts-de-France")):
    """A department with its region, made when they are not there yet."""
    forget_names()
    parent, _created = Territory.objects.get_or_create(
        kind=Territory.Kind.REGION,
        code=region[0],
        defaults={"name": region[1], "name_key": fold(region[1])},
    )
    return Territory.objects.get_or_create(
        kind=Territory.Kind.DEPARTMENT,
        code=code,
        defaults={"name": name, "name_key": fold(name), "parent": parent},
    )[0]


def commune(postal_code, name, place, within=None):
    """A commune where `place` (latitude, longitude) is, found by its postal code."""
    made = Commune.objects.create(
        code=postal_code,
        name=name,
        name_key=fold(name),
        department=within or department(),
        latitude=place[0],
        longitude=place[1],
    )
    PostalCode.objects.create(code=postal_code, commune=made)
    return made


class DomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Domain

    name = factory.Sequence(lambda n: f"Domaine {n}")
    slug = factory.Sequence(lambda n: f"domaine-{n}")
    parent = None
    root = factory.LazyAttribute(lambda own: own.parent and (own.parent.root or own.parent))


class OccupationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Occupation
        django_get_or_create = ["code"]

    code = "F1603"
    name = "Installation d'équipements sanitaires et thermiques"
    job_titles = "Plombier-chauffagiste / Plombière-chauffagiste"


class TrainingKindFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingKind
        django_get_or_create = ["name"]

    name = "Formation certifiante"


class TrainingFactory(factory.django.DjangoModelFactory):
    """A published training; `hidden` is not yet published."""

    class Meta:
        model = Training
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Formation {n}")
    slug = factory.Sequence(lambda n: f"formation-{n}")
    code = factory.Sequence(lambda n: f"F{n:05}")
    kind = factory.SubFactory(TrainingKindFactory)

    class Params:
        hidden = factory.Trait(is_published=False)

    @factory.post_generation
    def domains(self, create, domains, **kwargs):
        if domains:
            self.domains.set(domains)

    @factory.post_generation
    def occupations(self, create, occupations, **kwargs):
        if occupations:
            self.occupations.set(occupations)


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Centre {n}")
    address = "12 rue de la République"
    postal_code = "59000"
    city = "Lille"
    department = factory.LazyFunction(department)

    @factory.post_generation
    def agents(self, create, agents, **kwargs):
        if agents:
            self.agents.set(agents)


class SessionFactory(factory.django.DjangoModelFactory):
    """An open session in two months; traits make the others. `seats` are of the first funding."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"S-{n:06}")
    training = factory.SubFactory(TrainingFactory)
    centre = factory.SubFactory(CentreFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    ends_on = factory.LazyAttribute(lambda session: session.starts_on + timedelta(days=90))
    registration_opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    registration_closes_on = factory.LazyAttribute(
        lambda session: max(session.starts_on, session.registration_opens_on)
    )
    state = Session.State.OPEN

    class Params:
        draft = factory.Trait(state=Session.State.DRAFT)
        closed = factory.Trait(state=Session.State.CLOSED)
        cancelled = factory.Trait(state=Session.State.CANCELLED)
        over = factory.Trait(
            starts_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=20)),
            registration_closes_on=factory.LazyFunction(
                lambda: timezone.localdate() - timedelta(days=21)
            ),
        )
        not_yet_open = factory.Trait(
            registration_opens_on=factory.LazyFunction(
                lambda: timezone.localdate() + timedelta(days=5)
            )
        )

    @factory.post_generation
    def seats(self, create, capacity, **kwargs):
        """`seats=3` makes three seats of collective funding; `seats={funding: n}` the others."""
        capacity = {Funding.COLLECTIVE: 10} if capacity is None else capacity
        if isinstance(capacity, int):
            capacity = {Funding.COLLECTIVE: capacity}
        for funding, number in capacity.items():
            SessionSeats.objects.create(session=self, funding=funding, capacity=number)
