"""Accounts by the hundred thousand, for measuring: `manage.py seed`."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.demo import PASSWORD
from accounts.demo_data import ORGANISATIONS, PARTNERS, PEOPLE
from accounts.models import Organisation, OrganisationType, PartnerRequest, User
from portal.pages.models import TermsAcceptance
from portal.pages.services import current_terms
from portal.search.text import fold
from portal.territories.models import Territory

ALL_ORGANISATIONS, ALL_USERS = 20_000, 100_000
ADMINISTRATORS, ALL_AGENTS = 2, 1_000
PARTNER_SHARE = 0.1
# Of the partners, one in so many; the others are approved.
PENDING_ONE_IN, REFUSED_ONE_IN = 15, 20

# Who signs in when pages are measured; the first of each role.
ADMINISTRATOR, AGENT, PARTNER, MEMBER = (
    f"{role}1@seed.example" for role in ("admin", "agent", "partenaire", "membre")
)
USER_FIELDS = [
    "id", "public_id", "username", "username_key", "email", "email_key", "kind", "civility",
    "last_name", "first_name", "organisation_id", "organisation_type_id", "partner_status",
    "is_staff", "is_superuser", "date_joined",
]  # fmt: skip


def seed_accounts(seed):
    organisations = make_organisations(seed)
    seed.copy(User, USER_FIELDS, user_rows(seed, organisations), password=make_password(PASSWORD))
    people = list(User.objects.order_by("pk").values_list("pk", "email", "date_joined"))
    emails = ((pk, email) for pk, email, _joined in people)
    seed.copy(EmailAddress, ["user_id", "email"], emails, verified=True, primary=True)
    if terms := current_terms():
        accepted = ((pk, joined) for pk, _email, joined in people)
        seed.copy(TermsAcceptance, ["user_id", "accepted_at"], accepted, terms_id=terms.pk)
    give_territories(seed, people)
    make_partner_requests(seed)


def make_organisations(seed):
    """The organisations of the demo, in one town after the other."""
    types = {kind.name: kind.pk for kind in OrganisationType.objects.all()}
    departments = list(Territory.objects.departments().order_by("pk"))
    rows = []
    for pk in range(1, seed.of(ALL_ORGANISATIONS, at_least=20) + 1):
        turn, place = divmod(pk, len(ORGANISATIONS))
        kind, name, *_town = ORGANISATIONS[place]
        department = departments[pk % len(departments)]
        name = f"{name}, antenne {turn} {department.name}"
        place = (department.pk, f"{department.code:0<5}", department.name)
        rows.append((pk, name, fold(name), types[kind], *place))
    seed.copy(
        Organisation,
        ["id", "name", "name_key", "type_id", "department_id", "postal_code", "city"],
        rows,
    )
    return [(pk, type_id) for pk, _name, _key, type_id, *_place in rows]


def user_rows(seed, organisations):
    draw = seed.draw("accounts")
    first_names = [(person[0], person[1]) for person in (*PEOPLE, *PARTNERS)]
    last_names = [person[2] for person in (*PEOPLE, *PARTNERS)]
    for pk, (role, number) in enumerate(roles(seed), start=1):
        email = f"{role}{number}@seed.example"
        civility, first = draw.choice(first_names)
        is_partner = role == "partenaire"
        organisation, kind = draw.choice(organisations)
        yield (
            pk,
            uuid.UUID(int=draw.getrandbits(128), version=4),
            email, email, email, email,
            "partner" if is_partner else "individual",
            civility,
            draw.choice(last_names),
            first,
            organisation,
            kind if is_partner else None,
            partner_status(number) if is_partner else "",
            role in ("admin", "agent"),
            role == "admin",
            seed.now - timedelta(days=draw.randint(1, 900), minutes=draw.randint(0, 1_400)),
        )  # fmt: skip


def roles(seed):
    """(role, its number) of each account, the staff first."""
    total = seed.of(ALL_USERS, at_least=200)
    counts = {
        "admin": ADMINISTRATORS,
        "agent": seed.of(ALL_AGENTS, at_least=5),
        "partenaire": round(total * PARTNER_SHARE),
    }
    counts["membre"] = total - sum(counts.values())
    for role, count in counts.items():
        for number in range(1, count + 1):
            yield role, number


def partner_status(number):
    if number % PENDING_ONE_IN == 0:
        return "pending"
    return "refused" if number % REFUSED_ONE_IN == 0 else "approved"


def give_territories(seed, people):
    draw = seed.draw("territories")
    departments = list(Territory.objects.departments().order_by("pk").values_list("pk", flat=True))
    pairs = ((pk, draw.choice(departments)) for pk, _email, _joined in people)
    seed.copy(User.territories.through, ["user_id", "territory_id"], pairs)


def make_partner_requests(seed):
    partners = User.objects.filter(kind=User.Kind.PARTNER).order_by("pk")
    administrator = User.objects.get(username=ADMINISTRATOR).pk
    rows = []
    for pk, status, organisation, joined in partners.values_list(
        "pk", "partner_status", "organisation", "date_joined"
    ):
        decided = (joined + timedelta(days=1), administrator)
        if status == "pending":
            decided = (None, None)
        reason = "L’organisme ne vous connaît pas." if status == "refused" else ""
        rows.append((pk, organisation, status, joined, *decided, reason))
    names = ["user_id", "organisation_id", "status", "created_at", "decided_at", "decided_by_id"]
    seed.copy(PartnerRequest, [*names, "reason"], rows)
