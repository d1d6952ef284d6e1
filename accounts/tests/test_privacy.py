"""What the portal knows of a person is handed over, and leaves with them."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from accounts.factories import PASSWORD, PartnerRequestFactory, UserFactory
from accounts.models import DashboardPreference, PartnerRequest
from accounts.services.verified_emails import replace_verified_email
from portal.audit.services import record
from portal.privacy.registry import registered

pytestmark = pytest.mark.django_db

OURS = [
    "accounts.user",
    "accounts.partnerrequest",
    "accounts.dashboardpreference",
    "account.emailaddress",
    "admin.logentry",
    "audit.auditevent",
]


@pytest.fixture
def person():
    """Somebody with a row of each kind."""
    request = PartnerRequestFactory(
        refused=True, user__phone="06 12 34 56 78", user__last_name="Martin", reason="Mme Martin ?"
    )
    user = request.user
    replace_verified_email(user)
    DashboardPreference.objects.create(user=user, order=["a"], hidden=["b"])
    LogEntry.objects.create(user=user, action_flag=CHANGE, object_repr="#1", change_message="x")
    record("accounts.profile_changed", user, actor=user, fields=["phone"])
    return user


@pytest.mark.parametrize("model", OURS)
def test_each_kind_of_row_is_in_the_copy(person, model):
    rows = registered()[model].export(person)

    assert len(rows) == 1
    assert all(isinstance(row, dict) for row in rows)


@pytest.mark.parametrize("model", OURS)
def test_nothing_of_others_is_in_the_copy(person, model):
    rows = registered()[model].export(UserFactory(last_name="Autre"))

    assert "Martin" not in str(rows)
    assert model == "accounts.user" or rows == []


def test_the_copy_of_an_account_is_complete(person):
    (row,) = registered()["accounts.user"].export(person)

    assert row["phone"] == "06 12 34 56 78"
    assert row["organisation"] == person.organisation.name
    assert "password" not in row


def test_erasing_leaves_a_row_without_a_person(person):
    PartnerRequest.objects.create(user=person)
    for model in OURS:
        if registered()[model].erase:
            registered()[model].erase(person)
    person.refresh_from_db()

    kept = " ".join(str(value) for value in vars(person).values())
    for known in ["Martin", "Camille", "06 12", "exemple.fr"]:
        assert known not in kept
    assert not person.is_active
    assert not person.check_password(PASSWORD)
    assert not person.emailaddress_set.exists()
    assert not DashboardPreference.objects.filter(user=person).exists()
    (request,) = PartnerRequest.objects.filter(user=person)
    assert (request.status, "Martin" in request.reason) == ("refused", False)


def test_two_people_can_be_erased(person):
    for user in (person, UserFactory()):
        registered()["accounts.user"].erase(user)


def test_what_is_kept_says_why():
    for model in OURS:
        entry = registered()[model]
        assert entry.erase or entry.kept_because
