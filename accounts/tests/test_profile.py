"""« Mes données personnelles »: what is shown, what is changed, what is refused."""

import pytest

from accounts.factories import OrganisationFactory, OrganisationTypeFactory, UserFactory
from accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.territories.models import Territory

pytestmark = pytest.mark.django_db

PROFILE = "/mon-espace/profil/"
IDENTITY = {"civility": "mrs", "last_name": "Durand", "first_name": "Zoé", "language": "fr"}
MORE = {
    "phone": "", "city": "", "postal_code": "", "job_title": "", "employer": "",
    "authority_type": "", "authority_size": "",
}  # fmt: skip


@pytest.fixture
def person():
    return UserFactory(last_name="Martin", username="camille")


@pytest.fixture
def space(client, person):
    client.force_login(person)
    return client


def test_the_page_shows_the_tiles_with_their_pencils(space, person):
    text = space.get(PROFILE).content.decode()

    for shown in ["Mes données personnelles", "Mes informations complémentaires", "Martin"]:
        assert shown in text
    for label in ["Identifiant", "Courriel", "Poste occupé", "Employeur", "Téléphone"]:
        assert label in text
    assert "camille" in text
    for page in ["modifier", "complements", "structure", "perimetre", "courriel", "mot-de-passe"]:
        assert f"{PROFILE}{page}/" in text


def test_identity_is_changed_and_the_audit_keeps_field_names_only(space, person):
    response = space.post(f"{PROFILE}modifier/", IDENTITY)

    person.refresh_from_db()
    assert response.url == PROFILE
    assert (person.last_name, person.first_name, person.civility) == ("Durand", "Zoé", "mrs")
    event = AuditEvent.objects.get(action="accounts.profile_changed")
    assert event.details == {"fields": ["civility", "first_name", "last_name"]}


def test_saving_without_change_writes_nothing(space, person):
    space.post(
        f"{PROFILE}modifier/",
        {
            "civility": person.civility,
            "last_name": person.last_name,
            "first_name": person.first_name,
            "language": person.language,
        },
    )

    assert not AuditEvent.objects.exists()


def test_english_is_kept_with_the_account(space, person):
    space.post(f"{PROFILE}modifier/", {**IDENTITY, "language": "en"})

    assert 'lang="en"' in space.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\x00", "42", "a" * 101, "<script>alert(1)</script>", "Ana\u202eLo", "\u200b"],
)
def test_names_that_will_not_do_are_refused_beside_the_field(space, person, name):
    page = space.post(f"{PROFILE}modifier/", {**IDENTITY, "last_name": name})

    assert page.status_code == 200
    assert page.context["form"].errors["last_name"]
    assert page.context["user"].last_name == "Martin"
    person.refresh_from_db()
    assert person.last_name == "Martin"


@pytest.mark.parametrize(
    "name", ["D’Hondt", "Œuvrard", "Nguyễn", "Le Gall-Prigent", "李", "O'Neil"]
)
def test_names_of_real_people_are_kept_as_typed(space, person, name):
    space.post(f"{PROFILE}modifier/", {**IDENTITY, "last_name": name})

    person.refresh_from_db()
    assert person.last_name == name


def test_further_information_is_optional_and_may_be_emptied(space, person):
    filled = {
        "phone": "0612345678",
        "city": "Lens",
        "postal_code": "62300",
        "job_title": "Conseillère",
        "employer": "Mission locale",
        "authority_type": "municipality",
        "authority_size": "none",
    }
    space.post(f"{PROFILE}complements/", filled)
    person.refresh_from_db()
    assert person.phone == "06 12 34 56 78"
    assert person.get_authority_size_display() == "Non concerné"
    assert "Conseillère" in space.get(PROFILE).content.decode()

    space.post(f"{PROFILE}complements/", MORE)
    person.refresh_from_db()
    assert (person.phone, person.job_title, person.authority_type) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("06.12.34.56.78", "06 12 34 56 78"), ("+32470123456", "+32 470 12 34 56")],
)
def test_phones_are_written_as_people_read_them(space, person, typed, stored):
    space.post(f"{PROFILE}complements/", {**MORE, "phone": typed})

    person.refresh_from_db()
    assert person.phone == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("phone", "abc"),
        ("phone", "9" * 31),
        ("postal_code", "59 000 000 00"),
        ("postal_code", "=59"),
        ("postal_code", "5900"),
        ("postal_code", "B-1000"),
        ("city", "\x00"),
        ("employer", "a" * 201),
        ("authority_type", "empire"),
    ],
)
def test_what_will_not_do_is_refused_beside_its_field(space, field, value):
    page = space.post(f"{PROFILE}complements/", {**MORE, field: value})

    assert page.status_code == 200
    assert page.context["form"].errors[field]


# Organisation and territories --------------------------------------------------------------


def test_an_existing_organisation_is_chosen_by_its_folded_name(space, person):
    organisation = OrganisationFactory(name="Mission locale d’Évreux")

    space.post(f"{PROFILE}structure/", {"name": "MISSION LOCALE D'EVREUX"})

    person.refresh_from_db()
    assert person.organisation == organisation


def test_a_new_organisation_is_declared_and_gives_no_right(space, person):
    space.post(f"{PROFILE}structure/", {"name": "Atelier neuf", "picked": "new"})

    person.refresh_from_db()
    assert person.organisation.name == "Atelier neuf"
    assert person.organisation.origin == Organisation.Origin.SIGNUP


def test_a_partner_says_the_type_too(client):
    partner = UserFactory(partner=True)
    kind = OrganisationTypeFactory(name="CCAS")
    client.force_login(partner)

    refused = client.post(f"{PROFILE}structure/", {"name": "CCAS de Douai", "picked": "new"})
    assert refused.context["form"].errors["type"]

    client.post(f"{PROFILE}structure/", {"name": "CCAS de Douai", "picked": "new", "type": kind.pk})
    partner.refresh_from_db()
    assert (partner.organisation.name, partner.organisation_type) == ("CCAS de Douai", kind)


SAID_BEFORE = "Changer de structure demande une nouvelle validation de votre compte."


@pytest.mark.parametrize(
    ("traits", "said"),
    [
        ({"partner": True}, True),
        ({"pending_partner": True}, True),
        ({"refused_partner": True}, False),
        ({}, False),
    ],
)
def test_partners_are_told_before_that_the_approval_starts_again(client, traits, said):
    client.force_login(UserFactory(**traits))

    assert (SAID_BEFORE in client.get(f"{PROFILE}structure/").content.decode()) is said


def test_partners_are_told_after_that_they_wait_again(client):
    partner, kind = UserFactory(partner=True), OrganisationTypeFactory()
    client.force_login(partner)
    data = {"name": "CCAS de Douai", "picked": "new", "type": kind.pk}

    page = client.post(f"{PROFILE}structure/", data, follow=True)

    partner.refresh_from_db()
    assert partner.is_pending_partner
    assert "attend de nouveau une validation" in str(*page.context["messages"])


def test_searching_without_script_saves_nothing(space, person):
    page = space.post(f"{PROFILE}structure/", {"name": "Mission", "search": "1"})

    assert page.status_code == 200
    person.refresh_from_db()
    assert person.organisation is None


@pytest.fixture
def regions():
    north = Territory.objects.create(kind="region", code="32", name="Hauts-de-France")
    return [
        north,
        Territory.objects.create(kind="department", code="59", name="Nord", parent=north),
    ]


def test_territories_are_changed_and_at_least_one_is_needed(space, person, regions):
    space.post(f"{PROFILE}perimetre/", {"territories": [regions[1].pk]})
    assert list(person.territories.all()) == [regions[1]]

    page = space.post(f"{PROFILE}perimetre/", {})
    assert page.context["form"].errors["territories"]
    assert list(person.territories.all()) == [regions[1]]


def test_a_region_covers_its_departments_as_at_sign_up(space, person, regions):
    space.post(f"{PROFILE}perimetre/", {"territories": [territory.pk for territory in regions]})

    assert list(person.territories.all()) == [regions[0]]


@pytest.mark.parametrize("value", ["0", "abc", "9" * 30, "\x00", "-1"])
def test_unknown_territories_are_refused(space, value):
    page = space.post(f"{PROFILE}perimetre/", {"territories": [value]})

    assert page.status_code == 200
    assert page.context["form"].errors["territories"]


# Who may see what ----------------------------------------------------------------------------

PAGES = [
    "/mon-espace/",
    "/mon-espace/organiser/",
    PROFILE,
    *(f"{PROFILE}{page}/" for page in ["modifier", "complements", "structure", "perimetre"]),
    *(f"{PROFILE}{page}/" for page in ["courriel", "mot-de-passe"]),
]
ROLES = ["", "partner", "pending_partner", "refused_partner", "staff", "administrator"]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_signed_in_has_their_own_space(client, role):
    client.force_login(UserFactory(**{role: True} if role else {}))

    for page in PAGES:
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("page", PAGES)
def test_visitors_sign_in_first_and_come_back(client, page):
    assert client.get(page).url == f"/connexion/?next={page}"


@pytest.mark.parametrize("page", ["/mon-espace/validation/", "/mon-espace/organiser/x/"])
def test_what_only_acts_is_not_opened(space, page):
    assert space.get(page).status_code == 405


def test_the_town_follows_from_the_postal_code(client):
    client.force_login(UserFactory())
    address = "/mon-espace/profil/complements/"
    page = client.get(address).content.decode()
    assert 'data-communes-field="id_city"' in page
    assert page.index('name="postal_code"') < page.index('name="city"')
    refused = client.post(address, {"postal_code": "99999"}).content.decode()
    assert "Aucune ville n’a ce code postal" in refused
