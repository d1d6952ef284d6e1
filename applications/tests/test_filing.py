"""« Demande de formation pour un candidat »: who, what, duplicates, one request per sending."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import OrganisationFactory, PartnerRequestFactory, UserFactory
from accounts.services.profile import set_organisation
from applications.factories import PrescriptionFactory
from applications.models import Prescription, Request
from applications.services.filing import AlreadyEnrolled, Candidate, file_prescription
from applications.stages import RECEIVED, WITHDRAWN
from applications.views.filing import FORMS_PER_HOUR
from portal.outbox.models import OutgoingEmail
from portal.pages.models import SiteSettings
from portal.territories.models import Commune, PostalCode
from trainings.factories import SessionFactory, department
from trainings.models import Funding, SessionSeats

from .conftest import make_agent

pytestmark = pytest.mark.django_db

TYPED = {
    "civility": "mr",
    "last_name": "Petit",
    "first_name": "Ahmed",
    "birth_date": "02/04/1998",
    "email": "ahmed.petit@exemple.fr",
    "phone": "06 12 34 56 78",
    "postal_code": "59000",
    "city": "Lille",
    "funding": "",
    "consent": "on",
    "form_token": "6a9d8c7e-0000-4000-8000-000000000001",
    "checked_email": "",
    "checked_postal_code": "",
}


@pytest.fixture
def advisor():
    return UserFactory(partner=True)


@pytest.fixture
def session():
    session = SessionFactory()
    make_agent(session.centre)
    return session


def address(session):
    return reverse("applications:prescribe", args=[session.number])


def post(client, session, **changes):
    return client.post(address(session), {**TYPED, **changes})


def sentences(response):
    return " ".join(
        str(error) for errors in response.context["form"].errors.values() for error in errors
    )


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


def test_a_request_is_recorded_and_told(client, advisor, session):
    client.force_login(advisor)
    response = client.post(address(session), TYPED, follow=True)
    page = response.content.decode()
    assert "Votre demande a été enregistrée" in page
    centre = session.centre.name
    assert f"Le candidat a été informé par e-mail et {centre} va prendre contact avec lui." in page
    assert "Inscrire un autre candidat à cette session" in page
    assert "Rechercher une autre formation" in page
    request = Request.objects.get()
    assert (request.status, request.filed_by, request.organisation) == (
        RECEIVED,
        advisor,
        advisor.organisation,
    )
    kinds = dict(OutgoingEmail.objects.values_list("kind", "to"))
    assert kinds == {
        "applications.candidate_received": "ahmed.petit@exemple.fr",
        "applications.advisor_received": advisor.email,
        "applications.agent_received": session.centre.agents.get().email,
    }


def test_what_was_typed_is_stored_as_typed(client, advisor, session):
    client.force_login(advisor)
    post(client, session, last_name="D’Almeida-N'Guyen", funding=Funding.COLLECTIVE)
    stored = Prescription.objects.get()
    assert (stored.last_name, stored.funding) == ("D’Almeida-N'Guyen", Funding.COLLECTIVE)
    assert stored.birth_date.isoformat() == "1998-04-02"
    assert stored.consent_declared_at is not None


@pytest.mark.parametrize(
    ("role", "status"),
    [("member", 403), ("pending_partner", 403), ("partner", 200), ("staff", 403)],
)
def test_only_approved_partners_prescribe(client, session, role, status):
    client.force_login(UserFactory(**({} if role == "member" else {role: True})))
    assert client.get(address(session)).status_code == status
    assert post(client, session).status_code == (302 if status == 200 else 403)
    assert Request.objects.count() == (1 if status == 200 else 0)


def test_pending_partners_read_why_what_comes_next_and_whom_to_call(client, session):
    SiteSettings(urgent_phone="01 99 00 99 99").save()
    client.force_login(UserFactory(pending_partner=True))
    page = client.get(address(session)).content.decode()
    for words in (
        "Compte en cours de validation",
        "Votre compte est en cours de validation",
        "Et maintenant",
        "01 99 00 99 99",
    ):
        assert words in page


def test_refused_partners_read_why_and_can_ask_again(client, session):
    client.force_login(PartnerRequestFactory(refused=True, reason="Adresse personnelle").user)
    response = client.get(address(session))
    assert response.status_code == 403
    assert "Adresse personnelle" in response.content.decode()
    assert reverse("accounts:ask_again") in response.content.decode()


def test_visitors_are_asked_to_sign_in(client, session):
    response = client.get(address(session))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("number", ["inconnue", "x" * 300])
def test_an_unknown_session_is_not_found(client, advisor, number):
    client.force_login(advisor)
    assert client.get(reverse("applications:prescribe", args=[number])).status_code == 404


@pytest.mark.parametrize("trait", ["closed", "cancelled", "over", "not_yet_open"])
def test_a_session_that_takes_nobody_says_so(client, advisor, trait):
    session = SessionFactory(**{trait: True})
    client.force_login(advisor)
    page = client.get(address(session)).content.decode()
    assert "Vous ne pouvez pas inscrire de candidat à cette session" in page
    response = post(client, session)
    assert response.status_code == 200
    assert sentences(response)
    assert not Request.objects.exists()


def test_a_session_whose_seats_nobody_counted_takes_candidates(client, advisor):
    session = SessionFactory(seats={})
    client.force_login(advisor)
    assert "à demander au centre" in client.get(address(session)).content.decode()
    assert post(client, session).status_code == 302
    assert Request.objects.count() == 1


def test_a_full_session_keeps_what_was_typed(client, advisor):
    session = SessionFactory(seats=1)
    SessionSeats.objects.update(held=1)
    client.force_login(advisor)
    response = post(client, session, last_name="Gardé")
    assert "Cette session est complète." in sentences(response)
    assert "Gardé" in response.content.decode()


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


# One request ------------------------------------------------------------------


def test_sending_twice_makes_one_request_and_one_set_of_mails(client, advisor, session):
    client.force_login(advisor)
    first, second = post(client, session), post(client, session)
    assert first.url == second.url
    assert Request.objects.count() == 1
    assert OutgoingEmail.objects.count() == 3


def test_back_and_another_candidate_makes_another_request(client, advisor, session):
    client.force_login(advisor)
    post(client, session)
    post(client, session, last_name="Durand", email="autre@exemple.fr")
    assert Request.objects.count() == 2


def test_two_tabs_make_one_request(client, advisor, session):
    client.force_login(advisor)
    post(client, session)
    response = post(client, session, form_token="6a9d8c7e-0000-4000-8000-000000000002")
    reference = Request.objects.get().reference
    assert f"demande {reference}" in sentences(response)
    assert reverse("applications:prescription", args=[reference]) in sentences(response)


@pytest.mark.parametrize(
    "changes",
    [
        {"last_name": "Autrement"},
        {"email": "autre@exemple.fr"},
        {"email": "autre@exemple.fr", "last_name": "PÉTIT", "first_name": "ahmed"},
    ],
)
def test_a_colleague_is_told_the_reference(client, advisor, session, changes):
    client.force_login(advisor)
    post(client, session)
    colleague = UserFactory(partner=True, organisation=advisor.organisation)
    client.force_login(colleague)
    response = post(client, session, form_token="", **changes)
    assert f"demande {Request.objects.get().reference}" in sentences(response)
    # The colleague may not open it.
    assert "href" not in sentences(response)


def test_an_outsider_learns_nothing_and_agents_see_the_likely_double(client, advisor, session):
    client.force_login(advisor)
    post(client, session)
    client.force_login(UserFactory(partner=True, organisation=OrganisationFactory()))
    response = post(client, session, form_token="")
    assert response.status_code == 302
    doubles = Prescription.objects.with_likely_double().values_list("likely_double", flat=True)
    assert list(doubles) == [True, True]


def test_a_closed_request_does_not_bar_a_new_one(client, advisor, session):
    request = PrescriptionFactory(
        session=session, request__filed_by=advisor, email=TYPED["email"], at=WITHDRAWN
    )
    client.force_login(advisor)
    assert post(client, session).status_code == 302
    assert not Prescription.objects.with_likely_double().get(pk=request.pk).likely_double


def test_services_refuse_a_second_enrolment_with_the_reference(advisor, session):
    candidate = Candidate(
        "mr", "Petit", "Ahmed", timezone.localdate(), "a@exemple.fr", "1", "59000", "Lille"
    )
    filed = file_prescription(by=advisor, session=session, candidate=candidate, form_token="1")
    with pytest.raises(AlreadyEnrolled, match=filed.reference):
        file_prescription(by=advisor, session=session, candidate=candidate, form_token="2")


@pytest.mark.parametrize("attached", [True, False], ids=["agents", "no agent"])
def test_enrolling_costs_at_most_twenty_queries_whoever_is_told(
    client, advisor, session, attached, django_assert_max_num_queries
):
    agents = UserFactory.create_batch(4, administrator=True)
    session.centre.agents.set(agents if attached else [])
    client.force_login(advisor)
    client.get(address(session))
    lille = Commune.objects.create(
        code="59350", name="Lille", name_key="lille", department=department()
    )
    PostalCode.objects.create(code="59000", commune=lille)
    with django_assert_max_num_queries(20):
        assert post(client, session).status_code == 302
    told = OutgoingEmail.objects.filter(kind="applications.agent_received")
    assert {email.recipient for email in told} == set(agents)


def test_browsers_do_not_fill_in_the_advisor_for_the_candidate(client, advisor, session):
    client.force_login(advisor)
    fields = client.get(address(session)).context["form"].fields
    for name in ("last_name", "first_name", "email", "phone", "postal_code", "city"):
        assert fields[name].widget.attrs["autocomplete"] == "off"


def test_trying_out_names_is_limited_for_each_account(client, advisor, session):
    client.force_login(advisor)
    for _turn in range(FORMS_PER_HOUR):
        assert post(client, session, email="").status_code == 200

    assert post(client, session).status_code == 429
    client.force_login(UserFactory(partner=True))
    assert post(client, session).status_code == 302


def test_changing_organisation_shows_nothing_of_the_new_one(client, advisor, session):
    """Who is enrolled by another organisation is learnt by those whom staff approved for it."""
    theirs = OrganisationFactory()
    PrescriptionFactory(session=session, email=TYPED["email"], request__organisation=theirs)
    own = PrescriptionFactory(request__filed_by=advisor, request__organisation=advisor.organisation)
    before = advisor.organisation

    set_organisation(advisor, organisation=theirs, name="")

    client.force_login(advisor)
    assert post(client, session).status_code == 403
    own.request.refresh_from_db()
    assert own.request.organisation == before


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
