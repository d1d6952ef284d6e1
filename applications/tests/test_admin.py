"""Agents in Django admin: what they see, and moves by row, page and in bulk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory, RefusalReasonFactory
from applications.models import Request
from applications.stages import FUNDING, INTERVIEW, PATHWAY, RECEIVED, REFUSED, VALIDATED
from portal.outbox.models import OutgoingEmail
from trainings.factories import CentreFactory, SessionFactory
from trainings.models import Funding

from .conftest import make_agent

pytestmark = pytest.mark.django_db


def test_the_centres_without_agent_are_found(client, agent, centre):
    former = UserFactory(staff=True)
    orphan = CentreFactory(name="Centre sans personne", agents=[former])
    client.force_login(UserFactory(staff=True, is_superuser=True))
    page = client.get(reverse("admin:trainings_centre_changelist"), {"agents": "none"})
    assert list(page.context["cl"].result_list) == [orphan]
    assert "Sans agent" in page.content.decode()


LIST = "/gestion/applications/prescription/"


def page_of(prescription):
    return reverse("admin:applications_prescription_change", args=[prescription.pk])


def move_of(prescription, name):
    return reverse("admin:applications_prescription_move", args=[prescription.pk, name])


def interview(**changes):
    day = timezone.localdate() + timedelta(days=12)
    return {
        "interview_day": day.isoformat(),
        "interview_time": "09:30",
        "interview_kind": "individual",
        "interview_place": "12 rue de la République, Lille",
        **changes,
    }


@pytest.fixture
def signed_in(client, agent):
    client.force_login(agent)
    return client


def listed(response):
    return {prescription.pk for prescription in response.context["cl"].result_list}


def test_agents_see_their_centres_and_administrators_all(client, session, agent):
    here, elsewhere = PrescriptionFactory(session=session), PrescriptionFactory()
    for user, seen in [
        (agent, {here.pk}),
        (make_agent(), set()),
        (UserFactory(administrator=True), {here.pk, elsewhere.pk}),
    ]:
        client.force_login(user)
        assert listed(client.get(LIST)) == seen
        for prescription in (here, elsewhere):
            status = 200 if prescription.pk in seen else 404
            assert client.get(page_of(prescription)).status_code == status
            assert client.get(move_of(prescription, "refuse")).status_code == status


@pytest.mark.parametrize("traits", [{}, {"partner": True}, {"staff": True}])
def test_others_do_not_enter(client, session, traits):
    prescription = PrescriptionFactory(session=session)
    client.force_login(UserFactory(**traits))
    for address in (LIST, page_of(prescription), move_of(prescription, "refuse")):
        assert client.get(address).status_code in (302, 403)


def test_nothing_is_added_edited_or_deleted_by_hand(signed_in, session):
    prescription = PrescriptionFactory(session=session)
    assert signed_in.get(f"{LIST}add/").status_code == 403
    assert signed_in.get(f"{LIST}{prescription.pk}/delete/").status_code == 403
    signed_in.post(page_of(prescription), {"status": VALIDATED})
    assert Request.objects.get().status == RECEIVED


def test_the_page_shows_seats_history_and_what_can_be_done(signed_in, session):
    prescription = PrescriptionFactory(session=session, at=PATHWAY)
    page = signed_in.get(page_of(prescription)).content.decode()
    for words in (
        prescription.request.reference,
        prescription.candidate_name,
        "Élaboration et préconisation du parcours",
        "Pour le test",
        "Financement collectif",
        "Passer à la suite sans recherche d’entreprise",
    ):
        assert words in page


def test_an_agent_invites_to_an_interview(signed_in, session):
    prescription = PrescriptionFactory(session=session)
    seen = prescription.request.events.last().pk
    address = move_of(prescription, "advance_to_interview")
    assert str(seen) in signed_in.get(address).content.decode()
    response = signed_in.post(address, {**interview(), "seen": seen}, follow=True)
    assert "Les personnes concernées" in response.content.decode()
    prescription.refresh_from_db()
    assert prescription.interview_at.astimezone(session.centre.zone).hour == 9
    assert Request.objects.get().status == INTERVIEW


def test_times_are_those_of_the_centre(client):
    session = SessionFactory(centre__time_zone="Indian/Reunion")
    prescription = PrescriptionFactory(session=session)
    client.force_login(make_agent(session.centre))
    client.post(move_of(prescription, "advance_to_interview"), interview())
    prescription.refresh_from_db()
    assert prescription.interview_at.utctimetuple().tm_hour == 5


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("advance_to_interview", {}),
        ("advance_to_interview", interview(interview_day="2020-01-01")),
        ("advance_to_interview", interview(interview_day="9" * 400)),
        ("advance_to_interview", interview(interview_place="a\x00b")),
        ("jump_to_funding", {"funding": "unknown", "reason": "x"}),
        ("refuse", {"reason": "sans motif"}),
        ("refuse", {"refusal": "9" * 60, "reason": "x"}),
    ],
)
def test_what_is_missing_or_odd_is_said_beside_its_field(signed_in, session, name, data):
    prescription = PrescriptionFactory(session=session)
    response = signed_in.post(move_of(prescription, name), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Request.objects.get().status == RECEIVED


def test_a_full_session_refuses_and_keeps_what_was_typed(signed_in, centre):
    session = SessionFactory(centre=centre, seats=1)
    PrescriptionFactory(session=session, at=FUNDING)
    prescription = PrescriptionFactory(session=session)
    typed = {"funding": Funding.COLLECTIVE, "reason": "Contrat signé"}
    typed["seen"] = prescription.request.events.last().pk
    page = signed_in.post(move_of(prescription, "jump_to_funding"), typed).content.decode()
    assert "Il ne reste plus de place dans cette session pour ce financement." in page
    assert "Contrat signé" in page
    prescription.request.refresh_from_db()
    assert prescription.request.status == RECEIVED


@pytest.mark.parametrize(
    ("work_study", "offered"), [(False, "pass_over_company"), (True, "jump_to_funding")]
)
def test_one_way_is_offered_to_each_stage(signed_in, centre, work_study, offered):
    session = SessionFactory(centre=centre, work_study=work_study)
    moves = signed_in.get(page_of(PrescriptionFactory(session=session, at=PATHWAY))).context[
        "moves"
    ]
    towards = [transition.name for transition, _label in moves if transition.target == FUNDING]
    assert towards == [offered]


def test_an_unknown_transition_is_not_found(signed_in, session):
    assert signed_in.get(move_of(PrescriptionFactory(session=session), "fly")).status_code == 404
    assert signed_in.get(f"{LIST}{'9' * 40}/change/").status_code == 404


def test_the_second_agent_is_told_what_the_first_did(client, session):
    prescription = PrescriptionFactory(session=session)
    seen = prescription.request.events.last().pk
    refusal = {"refusal": RefusalReasonFactory().pk, "reason": "Complet", "seen": seen}
    client.force_login(make_agent(session.centre))
    client.post(move_of(prescription, "refuse"), refusal)
    client.force_login(make_agent(session.centre))
    address = move_of(prescription, "advance_to_interview")
    response = client.post(address, {**interview(), "seen": seen}, follow=True)
    assert "un agent l’y a placée" in response.content.decode()
    assert Request.objects.get().status == REFUSED
    assert not OutgoingEmail.objects.filter(kind__contains="interview").exists()


# In bulk ----------------------------------------------------------------------


def bulk(client, prescriptions, target, follow=True, **data):
    selected = {"action": f"move_to_{target}", "_selected_action": [p.pk for p in prescriptions]}
    return client.post(LIST, {**selected, **data}, follow=follow)


def test_moving_several_asks_once_confirms_and_reports_each(signed_in, session):
    first, second = PrescriptionFactory(session=session), PrescriptionFactory(session=session)
    closed = PrescriptionFactory(session=session, at=REFUSED)
    asked = bulk(signed_in, [first, second, closed], INTERVIEW)
    assert "interview_day" in asked.context["form"].fields
    assert not Request.objects.filter(status=INTERVIEW).exists()
    done = bulk(signed_in, [first, second, closed], INTERVIEW, confirmed="yes", **interview())
    page = done.content.decode()
    assert "2 demandes ont changé d’étape" in page
    assert closed.request.reference in page
    assert Request.objects.filter(status=INTERVIEW).count() == 2


def test_in_bulk_only_what_jumps_needs_a_reason(signed_in, session):
    near, far = (
        PrescriptionFactory(session=session, at=INTERVIEW),
        PrescriptionFactory(session=session),
    )
    assert "reason" not in bulk(signed_in, [near], PATHWAY).context["form"].fields
    assert "reason" in bulk(signed_in, [near, far], PATHWAY).context["form"].fields
    bulk(signed_in, [near, far], PATHWAY, confirmed="yes", reason="Déjà reçu")
    assert near.request.events.last().reason == ""
    assert far.request.events.last().reason == "Déjà reçu"


def test_in_bulk_the_last_seats_go_and_the_rest_is_told(signed_in, centre):
    session = SessionFactory(centre=centre, seats=1)
    rows = [PrescriptionFactory(session=session, at="company") for _number in range(2)]
    page = bulk(
        signed_in, rows, FUNDING, confirmed="yes", funding=Funding.COLLECTIVE
    ).content.decode()
    assert Request.objects.filter(status=FUNDING).count() == 1
    assert "1 demande a changé d’étape" in page


def test_in_bulk_what_changed_meanwhile_is_left(signed_in, session):
    prescription = PrescriptionFactory(session=session, at=INTERVIEW)
    stale = {f"seen_{prescription.pk}": prescription.request.events.first().pk}
    page = bulk(signed_in, [prescription], PATHWAY, confirmed="yes", **stale).content.decode()
    assert "un agent l’y a placée" in page
    assert Request.objects.get().status == INTERVIEW


def test_a_bulk_move_of_another_centre_does_nothing(client, session):
    prescription = PrescriptionFactory(session=session)
    client.force_login(make_agent(SessionFactory().centre))
    bulk(client, [prescription], REFUSED, confirmed="yes", reason="x")
    assert Request.objects.get().status == RECEIVED


# The list ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "stage=received",
        "stage=unknown",
        "centre=abc",
        "session=99999999999999999999",
        "q=%00",
        "q=petit",
        "q=2026",
        "q=" + "x" * 5000,
    ],
)
def test_filters_and_search_never_fail(signed_in, session, query):
    PrescriptionFactory(session=session)
    assert signed_in.get(f"{LIST}?{query}").status_code in (200, 302)


def test_filters_by_stage_centre_and_session(signed_in, centre, session):
    here = PrescriptionFactory(session=session, last_name="Crépin")
    other = PrescriptionFactory(session=SessionFactory(centre=centre), at=INTERVIEW)
    for query, seen in [
        ("stage=interview", {other.pk}),
        (f"session={session.pk}", {here.pk}),
        (f"centre={centre.pk}", {here.pk, other.pk}),
        ("q=crepin", {here.pk}),
        (f"q={other.request.reference}", {other.pk}),
    ]:
        assert listed(signed_in.get(f"{LIST}?{query}")) == seen


def test_the_list_costs_the_same_for_one_and_for_three(
    signed_in, centre, django_assert_max_num_queries, django_assert_num_queries
):
    PrescriptionFactory(session=SessionFactory(centre=centre))
    signed_in.get(LIST)
    with django_assert_max_num_queries(15) as first:
        signed_in.get(LIST)
    PrescriptionFactory(session=SessionFactory(centre=centre), at=INTERVIEW)
    PrescriptionFactory(session=SessionFactory(centre=centre), at=REFUSED)
    with django_assert_num_queries(len(first)):
        signed_in.get(LIST)


def test_in_bulk_the_last_seats_go_to_the_oldest_and_their_number_is_said(signed_in, centre):
    session = SessionFactory(centre=centre, seats=2)
    oldest_last = [
        PrescriptionFactory(
            session=session, at="company", request__filed_at=timezone.now() - timedelta(days=days)
        )
        for days in (1, 2, 3)
    ]
    asked = bulk(signed_in, oldest_last, FUNDING)
    assert "3 demandes pour 2 places" in asked.content.decode()
    bulk(signed_in, oldest_last, FUNDING, confirmed="yes", funding=Funding.COLLECTIVE)
    served = [Request.objects.get(pk=row.pk).status == FUNDING for row in oldest_last]
    assert served == [False, True, True]


def test_in_bulk_sessions_whose_seats_nobody_counted_have_one_for_each(signed_in, centre):
    uncounted = [SessionFactory(centre=centre, seats={}) for _number in range(2)]
    rows = [PrescriptionFactory(session=session, at="company") for session in uncounted * 2]
    asked = bulk(signed_in, rows, FUNDING).content.decode()
    assert "demandes pour" not in asked
    assert "à demander au centre" in asked
    bulk(signed_in, rows, FUNDING, confirmed="yes", funding=Funding.INDIVIDUAL)
    assert Request.objects.filter(status=FUNDING).count() == 4


def test_only_the_fundings_of_the_session_are_offered_and_none_is_chosen(signed_in, session):
    row = PrescriptionFactory(session=session, at="company")
    own = {seats.funding for seats in session.seats.all()}
    pages = [
        bulk(signed_in, [row], FUNDING),
        signed_in.get(move_of(row, "advance_to_funding")),
    ]
    for page in pages:
        offered = [value for value, _label in page.context["form"].fields["funding"].choices]
        assert offered[0] == "" and set(offered[1:]) == own


def test_changing_the_interview_starts_from_the_present_one(signed_in, session):
    row = PrescriptionFactory(session=session, at=INTERVIEW)
    at = row.interview_at.astimezone(session.centre.zone)
    form = signed_in.get(move_of(row, "reschedule_interview")).context["form"]
    assert (form["interview_day"].value(), form["interview_kind"].value()) == (
        at.date(),
        row.interview_kind,
    )
    assert form["interview_time"].value().hour == at.hour
    assert form["interview_place"].value() == row.interview_place


def test_an_interview_after_the_start_of_the_session_is_confirmed(signed_in, session):
    row = PrescriptionFactory(session=session)
    late = interview(interview_day=(session.starts_on + timedelta(days=1)).isoformat())
    page = signed_in.post(move_of(row, "advance_to_interview"), late)
    assert "La session commence le" in page.content.decode()
    assert Request.objects.get().status == RECEIVED
    checked = page.context["form"]["checked_day"].value()
    signed_in.post(move_of(row, "advance_to_interview"), {**late, "checked_day": checked})
    assert Request.objects.get().status == INTERVIEW
