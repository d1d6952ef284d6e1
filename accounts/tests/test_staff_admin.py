"""Accounts, organisations and trusted domains in Django admin."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.factories import OrganisationFactory, OrganisationTypeFactory, UserFactory
from accounts.models import Organisation, OrganisationType, TrustedDomain, User
from portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

ACCOUNTS = reverse("admin:accounts_user_changelist")
ORGANISATIONS = reverse("admin:accounts_organisation_changelist")
DOMAIN_FORM = reverse("admin:accounts_trusteddomain_add")


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def save(client, user, **changes):
    """Send the form of an account as the page shows it, with some fields changed."""
    page = client.get(page_of(user))
    initial = page.context["adminform"].form.initial
    fields = page.context["adminform"].form.fields
    data = {name: initial.get(name) for name in fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    for name in ("territories", "groups", "user_permissions"):
        data[name] = [item.pk for item in data.get(name, [])]
    return client.post(page_of(user), {**data, **changes})


@pytest.mark.parametrize("typed", ["camille", "CAMILLE", "Lea@Exemple.fr", "quent", "  quent "])
def test_accounts_are_found_by_their_keys_and_name(desk, typed):
    person = UserFactory(username="camille", email="lea@exemple.fr", last_name="Quentineau")
    UserFactory(last_name="Autre", email="z@exemple.fr")

    assert list(desk.get(ACCOUNTS, {"q": typed}).context["cl"].result_list) == [person]


@pytest.mark.parametrize("typed", ["'", '"%_\\', "é" * 1000, "1' OR '1'='1"])
def test_search_never_fails(desk, typed):
    for page in (ACCOUNTS, ORGANISATIONS):
        assert list(desk.get(page, {"q": typed}).context["cl"].result_list) == []


@pytest.mark.parametrize("page", [ACCOUNTS, ORGANISATIONS])
def test_lists_cost_the_same_for_one_and_for_three(desk, page):
    # The first page of all reads what the cache keeps for the next ones.
    desk.get(page)
    counts = []
    for more in (1, 2):
        UserFactory.create_batch(more, partner=True)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_staff_correct_a_name_and_the_audit_keeps_the_field_only(desk, administrator):
    person = UserFactory()

    assert save(desk, person, last_name="Durand").status_code == 302

    person.refresh_from_db()
    assert person.last_name == "Durand"
    event = AuditEvent.objects.get(action="accounts.changed_by_staff")
    assert (event.actor, event.details) == (administrator, {"fields": ["last_name"]})


def test_staff_attach_an_account_to_another_organisation(desk):
    person, organisation = UserFactory(partner=True), OrganisationFactory()

    save(desk, person, organisation=organisation.pk)

    person.refresh_from_db()
    assert person.organisation == organisation


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("partner_status", "approved"),
        ("kind", "individual"),
        ("username", "pirate"),
        ("email", "pirate@exemple.fr"),
        ("password", "x"),
    ],
)
def test_what_changes_elsewhere_is_not_edited_here(desk, field, value):
    person = UserFactory(pending_partner=True)
    before = getattr(person, field)

    save(desk, person, **{field: value})

    person.refresh_from_db()
    assert getattr(person, field) == before


def test_accounts_are_neither_added_nor_deleted_here(desk):
    person = UserFactory()

    assert desk.get(reverse("admin:accounts_user_add")).status_code == 403
    delete = reverse("admin:accounts_user_delete", args=[person.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


# Rights --------------------------------------------------------------------------------


@pytest.fixture
def helper():
    """Staff who may change accounts, without being an administrator."""
    helper = UserFactory(staff=True)
    helper.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user"])
    )
    return helper


def test_only_administrators_give_rights(client, helper):
    person, group = UserFactory(), Group.objects.create(name="Relecture")
    client.force_login(helper)

    save(client, person, is_staff="on", is_superuser="on", groups=[group.pk], last_name="Durand")

    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)
    assert person.last_name == "Durand"


def test_only_administrators_change_other_staff(client, helper, administrator):
    client.force_login(helper)

    for staff in (administrator, UserFactory(staff=True)):
        assert client.post(page_of(staff), {"last_name": "X"}).status_code == 403


def test_administrators_give_rights_but_keep_their_own(desk, administrator):
    person = UserFactory()

    save(desk, person, is_staff="on", is_active="on")
    save(desk, administrator, is_superuser="", is_active="")

    person.refresh_from_db()
    administrator.refresh_from_db()
    assert person.is_staff
    assert (administrator.is_superuser, administrator.is_active) == (True, True)


def test_a_deactivated_account_is_out_at_once(desk, client):
    person = UserFactory()
    other = type(client)()
    other.force_login(person)

    save(desk, person, is_active="")

    assert other.get("/mon-espace/").status_code == 302


@pytest.mark.parametrize("traits", [{}, {"partner": True}])
def test_others_do_not_enter(client, traits):
    client.force_login(UserFactory(**traits))

    assert client.get(ACCOUNTS).status_code in {302, 403}


def test_visitors_sign_in_on_the_portals_page(client):
    assert client.get(ACCOUNTS, follow=True).redirect_chain[-1][0].startswith("/connexion/?next=")


# Organisations ---------------------------------------------------------------------------


def test_organisations_are_found_without_accents_in_any_word_order(desk):
    organisation = OrganisationFactory(name="Mission locale d’Évreux")
    OrganisationFactory(name="Mission locale de Lens")

    found = desk.get(ORGANISATIONS, {"q": "evreux mission"}).context["cl"].result_list

    assert list(found) == [organisation]


@pytest.mark.parametrize(
    "lookup",
    [
        "password",
        "password__startswith",
        "email_key__contains",
        "public_id",
        "groups__user__password__startswith",
        "memberships__user__password__startswith",
        "last_login__gte",
    ],
)
def test_the_address_of_the_list_reads_no_secret(desk, lookup):
    assert desk.get(ACCOUNTS, {lookup: "a"}).status_code == 400


def test_the_filters_of_the_accounts_work(desk):
    partner = UserFactory(partner=True)
    group = Group.objects.create(name="Relais")

    found = desk.get(ACCOUNTS, {"kind__exact": "partner", "partner_status__exact": "approved"})
    assert list(found.context["cl"].result_list) == [partner]
    found = desk.get(ACCOUNTS, {"groups__id__exact": group.pk, "is_active__exact": "1"})
    assert list(found.context["cl"].result_list) == []


def test_organisations_are_not_deleted(desk):
    organisation = OrganisationFactory()
    url = reverse("admin:accounts_organisation_delete", args=[organisation.pk])

    assert desk.post(url, {"post": "yes"}).status_code == 403
    assert Organisation.objects.filter(pk=organisation.pk).exists()


@pytest.mark.parametrize("way", ["page", "chosen"])
def test_a_type_that_comes_into_use_while_it_is_deleted_is_kept(desk, monkeypatch, way):
    """Somebody signs up between the page that Django checks and the deletion."""
    kind = OrganisationTypeFactory(name="Syndicat")
    delete = OrganisationType.delete if way == "page" else QuerySet.delete

    def come_into_use_first(self):
        OrganisationFactory(type=kind)
        return delete(self)

    if way == "page":
        monkeypatch.setattr(OrganisationType, "delete", come_into_use_first)
        url, data = reverse("admin:accounts_organisationtype_delete", args=[kind.pk]), {}
    else:
        monkeypatch.setattr(QuerySet, "delete", come_into_use_first)
        url = reverse("admin:accounts_organisationtype_changelist")
        data = {"action": "delete_selected", "_selected_action": [kind.pk]}
    response = desk.post(url, {**data, "post": "yes"}, follow=True)

    assert response.status_code == 200
    assert "Rien n’a été supprimé" in response.content.decode()
    assert OrganisationType.objects.filter(pk=kind.pk).exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Agence.Exemple.FR", "agence.exemple.fr"),
        ("@agence.exemple.fr", "agence.exemple.fr"),
        ("francetravail.fr", "francetravail.fr"),
    ],
)
def test_a_trusted_domain_is_kept_folded(desk, typed, stored):
    organisation = OrganisationFactory()

    desk.post(DOMAIN_FORM, {"organisation": organisation.pk, "domain": typed})

    assert TrustedDomain.objects.get().domain == stored


@pytest.mark.parametrize(
    "typed",
    [
        "gmail.com", "Orange.fr", "@GMX.fr", "mail.com", "yahoo.be", "proton.me", "aol.com",
        "yopmail.com", "localhost", "@", "",
    ],
)  # fmt: skip
def test_domains_where_anybody_has_an_address_are_not_trusted(desk, typed):
    page = desk.post(DOMAIN_FORM, {"organisation": OrganisationFactory().pk, "domain": typed})

    assert page.context["adminform"].form.errors["domain"]
    assert not TrustedDomain.objects.exists()


def test_allauth_brings_no_page_of_its_own():
    labels = {model._meta.label for model in admin.site._registry}

    assert not {label for label in labels if label.startswith("account.")}


def test_every_list_of_this_app_opens(desk):
    for model in ("user", "organisation", "organisationtype", "trusteddomain", "partnerrequest"):
        assert desk.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert desk.get(reverse("admin:territories_territory_changelist")).status_code == 200
    assert User.objects.count() == 1
