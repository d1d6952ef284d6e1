"""« Demande de formation pour un candidat »: who may, duplicates, one request per sending."""

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
from trainings.factories import SessionFactory, commune
from trainings.models import SessionSeats

from .filing_form import TYPED, address, post, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


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
    commune("59000", "Lille", (50.6, 3.06))
    with django_assert_max_num_queries(20):
        assert post(client, session).status_code == 302
    told = OutgoingEmail.objects.filter(kind="applications.agent_received")
    assert {email.recipient for email in told} == set(agents)


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
