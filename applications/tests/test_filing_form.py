"""What the form of a candidate asks, understands and refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Prescription, Request
from applications.services.filing import Candidate
from trainings.models import Funding

from .filing_form import address, post, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def test_the_advisor_sees_the_labels_of_the_printed_guides(client, advisor, session):
    client.force_login(advisor)
    page = client.get(address(session)).content.decode()
    for words in (
        "Demande de formation pour un candidat",
        "Prescrire, c’est presque inscrire\xa0: renseignez simplement l’identité des candidats "
        "que vous souhaitez proposer à la formation.",
        "Civilité",
        "Nom",
        "Prénom",
        "Date de naissance",
        "JJ/MM/AAAA",
        "Email",
        "Téléphone",
        "Code postal",
        "Ville",
    ):
        assert words in page


def test_what_was_typed_is_stored_as_typed(client, advisor, session):
    client.force_login(advisor)
    post(client, session, last_name="D’Almeida-N'Guyen", funding=Funding.COLLECTIVE)
    stored = Prescription.objects.get()
    assert (stored.last_name, stored.funding) == ("D’Almeida-N'Guyen", Funding.COLLECTIVE)
    assert stored.birth_date.isoformat() == "1998-04-02"
    assert stored.consent_declared_at is not None


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("02/04/1998", True),
        ("1998-04-02", True),
        ("2-4-1998", True),
        ("31/02/1998", False),
        ("hier", False),
        ("02/04/98", True),
    ],
)
def test_dates_of_birth_are_typed_or_picked(client, advisor, session, typed, taken):
    client.force_login(advisor)
    response = post(client, session, birth_date=typed)
    assert (response.status_code == 302) == taken


@pytest.mark.parametrize(
    ("years", "days", "taken"),
    [(15, 0, True), (15, 1, False), (100, 0, True), (101, 0, False), (0, 1, False)],
)
def test_candidates_are_between_15_and_100(client, advisor, session, years, days, taken):
    today = timezone.localdate()
    born = today.replace(year=today.year - years, day=min(today.day, 28)) + timedelta(days=days)
    if days == 0:
        born = min(born, today.replace(year=today.year - years, day=min(today.day, 28)))
    client.force_login(advisor)
    response = post(client, session, birth_date=born.strftime("%d/%m/%Y"))
    assert (response.status_code == 302) == taken


def test_everything_is_required_but_the_funding(client, advisor, session):
    client.force_login(advisor)
    response = client.post(address(session), {})
    assert set(response.context["form"].errors) == {
        *CANDIDATE_FIELDS,
        "consent",
    }


CANDIDATE_FIELDS = Candidate.__dataclass_fields__


@pytest.mark.parametrize("typed", ["", "12", "ABCDE", "590001", "५९०००"])
def test_postal_codes_have_five_digits(client, advisor, session, typed):
    client.force_login(advisor)
    assert "postal_code" in post(client, session, postal_code=typed).context["form"].errors


@pytest.mark.parametrize("typed", ["06 12 34 56 78", "+262 692 12 34 56", "0590 12 34 56"])
def test_phones_of_mainland_and_overseas_are_taken(client, advisor, session, typed):
    client.force_login(advisor)
    assert post(client, session, phone=typed).status_code == 302


def test_a_mistyped_domain_is_shown_once_then_taken(client, advisor, session):
    client.force_login(advisor)
    first = post(client, session, email="ahmed@gmial.com")
    assert "ahmed@gmail.com" in first.content.decode()
    assert not Request.objects.exists()
    checked = first.context["form"]["checked_email"].value()
    assert post(client, session, email="ahmed@gmial.com", checked_email=checked).status_code == 302
    assert Prescription.objects.get().email == "ahmed@gmial.com"


def test_browsers_do_not_fill_in_the_advisor_for_the_candidate(client, advisor, session):
    client.force_login(advisor)
    fields = client.get(address(session)).context["form"].fields
    for name in ("last_name", "first_name", "email", "phone", "postal_code", "city"):
        assert fields[name].widget.attrs["autocomplete"] == "off"


def test_a_postal_code_that_no_town_can_have_is_refused(client, advisor, session):
    client.force_login(advisor)
    assert "Aucune ville n’a ce code postal" in sentences(
        post(client, session, postal_code="99999")
    )
    assert not Request.objects.exists()


def test_an_unknown_postal_code_is_asked_about_once(client, advisor, session, monkeypatch):
    monkeypatch.setattr("portal.territories.services.WHOLE_LIST", -1)
    client.force_login(advisor)
    page = post(client, session, postal_code="59 777")
    assert "aucune ville au code postal 59777" in page.content.decode()
    assert not Request.objects.exists()
    checked = page.context["form"]["checked_postal_code"].value()
    post(client, session, postal_code="59777", checked_postal_code=checked)
    assert Prescription.objects.get().postal_code == "59777"


def test_the_town_is_completed_from_the_postal_code(client, advisor, session):
    client.force_login(advisor)
    assert 'data-communes-url="/communes/"' in client.get(address(session)).content.decode()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12031994", "1994-03-12"), ("12-3-94", "1994-03-12"), ("1/2/03", "2003-02-01")],
)
def test_a_date_of_birth_is_understood_as_it_is_typed(client, advisor, session, typed, stored):
    client.force_login(advisor)
    post(client, session, birth_date=typed)
    assert Prescription.objects.get().birth_date.isoformat() == stored


def test_what_is_missing_is_asked_about_the_candidate(client, advisor, session):
    client.force_login(advisor)
    page = post(client, session, last_name="", city="", consent="").content.decode()
    for words in ("Indiquez le nom.", "Indiquez la ville.", "Accord du candidat\xa0: "):
        assert words in page
