"""Demo accounts and organisations, loaded by `manage.py load_demo`."""

import random
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.demo_data import ORGANISATIONS, PARTNERS, PEOPLE
from accounts.keys import email_key, username_key
from accounts.models import Organisation, OrganisationType, PartnerRequest, TrustedDomain, User
from portal.pages.models import TermsAcceptance
from portal.pages.services import current_terms
from portal.search.services import mark_stale, reindex_stale
from portal.search.text import fold
from portal.territories.models import Territory

PASSWORD = "Bienvenue-2026"  # noqa: S105  printed by `make run`, for the demo only

# What `manage.py demo_accounts` prints: (role, identifier, password).
DEMO_ACCOUNTS = [
    ("Membre", "membre@demo.example", PASSWORD),
    ("Partenaire emploi", "partenaire@demo.example", PASSWORD),
    ("Partenaire en attente de validation", "partenaire-en-attente@demo.example", PASSWORD),
    ("Animatrice de communautés", "animatrice@demo.example", PASSWORD),
    ("Agent", "agent@demo.example", PASSWORD),
    ("Administrateur", "admin@demo.example", PASSWORD),
]

# (identifier, civility, first name, last name, index of the organisation, other fields)
ONE_PER_ROLE = [
    ("membre@demo.example", "mrs", "Camille", "Martin", 56, {}),
    ("partenaire@demo.example", "mr", "Laurent", "Dumont", 1, {"partner_status": "approved"}),
    (
        "partenaire-en-attente@demo.example",
        "mrs",
        "Isabelle",
        "Renard",
        13,
        {"partner_status": "pending"},
    ),
    ("animatrice@demo.example", "mrs", "Nathalie", "Girard", 31, {}),
    ("agent@demo.example", "mr", "Thomas", "Lacroix", 31, {"is_staff": True}),
    ("admin@demo.example", "mrs", "Claire", "Duval", 31, {"is_staff": True, "is_superuser": True}),
]


def load_demo_accounts():
    organisations = make_organisations()
    people = make_people(organisations)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    if terms := current_terms():
        TermsAcceptance.objects.bulk_create(
            TermsAcceptance(user=user, terms=terms, accepted_at=user.date_joined) for user in people
        )
    make_partner_requests(people)
    TrustedDomain.objects.create(organisation=organisations[0], domain=domain_of(organisations[0]))
    mark_stale(*organisations)
    reindex_stale()


def make_organisations():
    types = {kind.name: kind for kind in OrganisationType.objects.all()}
    departments = {territory.code: territory for territory in Territory.objects.departments()}
    return Organisation.objects.bulk_create(
        Organisation(
            name=name,
            name_key=fold(name),
            type=types[kind],
            department=departments[department],
            postal_code=postal_code,
            city=city,
        )
        for kind, name, department, postal_code, city in ORGANISATIONS
    )


def make_people(organisations):
    draw = random.Random(2026)  # noqa: S311  the same people at every start
    # Hashed once: hashing is slow on purpose.
    password = make_password(PASSWORD)
    people = [
        person(email, civility, first, last, organisations[index], password, draw, **fields)
        for email, civility, first, last, index, fields in ONE_PER_ROLE
    ]
    for civility, first, last, index in PEOPLE:
        organisation = organisations[index] if index is not None else None
        email = address(first, last, "mail.example")
        people.append(person(email, civility, first, last, organisation, password, draw))
    for civility, first, last, index, status in PARTNERS:
        organisation = organisations[index]
        email = address(first, last, domain_of(organisation))
        fields = {"partner_status": status}
        people.append(person(email, civility, first, last, organisation, password, draw, **fields))
    people = User.objects.bulk_create(people)
    give_territories(people, draw)
    return people


def person(email, civility, first, last, organisation, password, draw, **fields):
    is_partner = "partner_status" in fields
    return User(
        username=email,
        username_key=username_key(email),
        email=email,
        email_key=email_key(email),
        civility=civility,
        first_name=first,
        last_name=last,
        organisation=organisation,
        password=password,
        kind=User.Kind.PARTNER if is_partner else User.Kind.INDIVIDUAL,
        organisation_type=organisation.type if is_partner else None,
        date_joined=timezone.now() - timedelta(days=draw.randint(30, 400)),
        **fields,
    )


def address(first, last, domain):
    local = ".".join(fold(part).replace(" ", "-") for part in (first, last))
    return f"{local}@{domain}"


def domain_of(organisation):
    return f"{fold(organisation.name).replace(' ', '-')}.example"


def give_territories(people, draw):
    """The department of their organisation, or one drawn for those without."""
    departments = list(Territory.objects.departments())
    through = User.territories.through
    through.objects.bulk_create(
        through(
            user=user,
            territory_id=user.organisation.department_id
            if user.organisation
            else draw.choice(departments).pk,
        )
        for user in people
    )


def make_partner_requests(people):
    """Decided by the administrator some days after they were made; some still wait."""
    administrator = next(user for user in people if user.is_superuser)
    partners = [user for user in people if user.partner_status]
    requests = []
    for number, user in enumerate(partners):
        request = PartnerRequest(
            user=user,
            organisation=user.organisation,
            status=user.partner_status,
            created_at=user.date_joined,
        )
        if user.partner_status == PartnerRequest.Status.PENDING:
            request.created_at = timezone.now() - timedelta(days=number, hours=3 * number + 1)
        else:
            request.decided_by = administrator
            request.decided_at = request.created_at + timedelta(days=2)
        if user.partner_status == PartnerRequest.Status.REFUSED:
            request.reason = "L’association n’a pas confirmé que vous y travaillez."
        requests.append(request)
    PartnerRequest.objects.bulk_create(requests)
