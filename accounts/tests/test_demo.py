"""The demo: one account per role that really works, and people enough around them."""

import pytest
from django.core.management import call_command

from accounts.demo import DEMO_ACCOUNTS, ONE_PER_ROLE, load_demo_accounts
from accounts.models import Organisation, OrganisationType, PartnerRequest, User
from accounts.services.organisation_types import load_organisation_types
from portal.pages.services import pending_terms
from portal.search.services import reindex_stale

pytestmark = pytest.mark.django_db


def test_each_demo_account_signs_in(client, capsys):
    call_command("load_reference_data")
    load_demo_accounts()

    for _role, identifier, password in DEMO_ACCOUNTS:
        response = client.post("/connexion/", {"login": identifier, "password": password})
        assert response.url == "/mon-espace/", identifier
        assert client.get("/mon-espace/profil/").status_code == 200, identifier
        client.post("/deconnexion/")
    assert {identifier for identifier, *_rest in ONE_PER_ROLE} == {
        identifier for _role, identifier, _password in DEMO_ACCOUNTS
    }

    call_command("demo_accounts")
    assert all(identifier in capsys.readouterr().out for identifier in ["admin@demo.example"])

    people = User.objects.all()
    assert people.count() >= 45
    assert Organisation.objects.count() >= 55
    assert all(user.email.endswith(".example") for user in people)
    assert not any(pending_terms(user) for user in people)
    assert people.filter(emailaddress__verified=True).count() == people.count()
    assert PartnerRequest.objects.pending().count() >= 4
    assert all(
        request.status == request.user.partner_status
        for request in PartnerRequest.objects.select_related("user")
    )


def test_the_index_is_right_once_the_demo_is_loaded():
    call_command("load_demo")
    reindex_stale()
    call_command("rebuild_search", check=True)


def test_the_types_of_organisation_are_those_of_the_guide_and_stay_the_staffs():
    load_organisation_types()
    names = list(OrganisationType.objects.values_list("name", flat=True))
    assert names[:2] == ["Armée de terre", "Armée de l’Air et de l’Espace"]
    assert names[-1] == "Autre"
    assert len(names) == 13

    OrganisationType.objects.filter(name="PLIE").delete()
    call_command("load_reference_data")

    assert not OrganisationType.objects.filter(name="PLIE").exists()
