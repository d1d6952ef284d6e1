"""Every transition from every stage by every role; seats, interviews, repeated decisions."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory
from applications.models import Request, RequestEvent
from applications.notifications import received
from applications.services.moves import (
    Interview,
    cancel_prescriptions,
    move_prescription,
    withdraw_prescription,
)
from applications.stages import (
    CANCELLED,
    COMPANY,
    FUNDING,
    INTERVIEW,
    PATH,
    PATHWAY,
    PRESCRIPTION,
    RECEIVED,
    REFUSED,
    VALIDATED,
    WITHDRAWN,
)
from portal.notices.models import Notice
from portal.notices.services import notify
from portal.outbox.models import OutgoingEmail
from portal.workflow.models import HistoryIsKept
from portal.workflow.services import TransitionRefused
from trainings.factories import SessionFactory
from trainings.models import Funding, SeatHold, Session, SessionSeats
from trainings.services.seats import wrong_counts
from trainings.services.upkeep import save_session

from .conftest import make_agent

pytestmark = pytest.mark.django_db

BY_AGENT = {
    RECEIVED: {
        "advance_to_interview",
        "jump_to_pathway",
        "jump_to_company",
        "jump_to_funding",
        "jump_to_validated",
        "refuse",
        "withdraw",
    },
    INTERVIEW: {
        "reschedule_interview",
        "step_back_to_received",
        "advance_to_pathway",
        "jump_to_company",
        "jump_to_funding",
        "jump_to_validated",
        "refuse",
        "withdraw",
    },
    PATHWAY: {
        "step_back_to_received",
        "step_back_to_interview",
        "advance_to_company",
        "pass_over_company",
        "jump_to_funding",
        "jump_to_validated",
        "refuse",
        "withdraw",
    },
    COMPANY: {
        "step_back_to_received",
        "step_back_to_interview",
        "step_back_to_pathway",
        "advance_to_funding",
        "jump_to_validated",
        "refuse",
        "withdraw",
    },
    FUNDING: {
        "step_back_to_received",
        "step_back_to_interview",
        "step_back_to_pathway",
        "step_back_to_company",
        "advance_to_validated",
        "refuse",
        "withdraw",
    },
    VALIDATED: {
        "step_back_to_received",
        "step_back_to_interview",
        "step_back_to_pathway",
        "step_back_to_company",
        "step_back_to_funding",
        "refuse",
        "withdraw",
    },
    REFUSED: set(),
    WITHDRAWN: set(),
    CANCELLED: set(),
}


def allowed(role, stage):
    """What each may do, written out apart from the declaration."""
    live = stage in PATH
    return {
        "agent": BY_AGENT[stage],
        "administrator": BY_AGENT[stage],
        "advisor": {"withdraw"} if live else set(),
        # An agent who filed it, or is its candidate, decides nothing; the advisor still withdraws.
        "agent and advisor": {"withdraw"} if live else set(),
        "agent and candidate": set(),
        "agent elsewhere": set(),
        "agent who left": set(),
        "colleague of the advisor": set(),
        "portal": {"cancel"} if live else set(),
    }[role]


ROLES = [
    "agent",
    "administrator",
    "advisor",
    "agent and advisor",
    "agent and candidate",
    "agent elsewhere",
    "agent who left",
    "colleague of the advisor",
    "portal",
]


def person(role, prescription):
    request, centre = prescription.request, prescription.session.centre
    if role == "agent and advisor":
        agent = make_agent(centre, partner=True)
        Request.objects.filter(pk=request.pk).update(filed_by=agent)
        return agent
    return {
        "agent": lambda: make_agent(centre),
        "administrator": lambda: UserFactory(administrator=True),
        "advisor": lambda: request.filed_by,
        "agent and candidate": lambda: make_agent(centre, email=prescription.email.upper()),
        "agent elsewhere": lambda: make_agent(SessionFactory().centre),
        "agent who left": lambda: make_agent(centre, is_active=False),
        "colleague of the advisor": lambda: UserFactory(
            partner=True, organisation=request.organisation
        ),
        "portal": lambda: None,
    }[role]()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", [stage.code for stage in PRESCRIPTION.stages])
def test_every_transition(stage, role, session, asked):
    prescription = PrescriptionFactory(session=session, at=stage)
    actor = person(role, prescription)
    before = RequestEvent.objects.count()
    for declared in PRESCRIPTION.transitions:
        data = {name: asked[name] for name in declared.asks}
        if declared.name in allowed(role, stage):
            with transaction.atomic():
                outcome = move_prescription(prescription.request, declared.name, by=actor, **data)
                request = Request.objects.get(pk=prescription.pk)
                assert outcome.changed
                assert (outcome.event.source, outcome.event.target) == (stage, request.status)
                assert request.status == declared.target
                assert bool(request.seat_funding) == (declared.target in (FUNDING, VALIDATED))
                assert SeatHold.objects.count() == bool(request.seat_funding)
                assert not wrong_counts().exists()
                transaction.set_rollback(True)
        else:
            with pytest.raises(TransitionRefused, match=r"\w+.*\."):
                move_prescription(prescription.request, declared.name, by=actor, **data)
    assert RequestEvent.objects.count() == before
    assert Request.objects.get(pk=prescription.pk).status == stage


@pytest.mark.parametrize(
    "declared",
    [declared for declared in PRESCRIPTION.transitions if declared.asks],
    ids=lambda declared: declared.name,
)
def test_what_a_transition_asks_for_must_be_given(declared, session, agent, asked):
    prescription = PrescriptionFactory(session=session, at=declared.sources[0])
    for missing in declared.asks:
        data = {name: asked[name] for name in declared.asks if name != missing}
        with pytest.raises(TransitionRefused):
            move_prescription(prescription.request, declared.name, by=agent, **data)
    with pytest.raises(TransitionRefused):
        blank = {name: "   " if name == "reason" else None for name in declared.asks}
        move_prescription(prescription.request, declared.name, by=agent, **blank)
    assert prescription.request.events.count() <= 2


def test_a_work_study_session_gives_a_reason_to_pass_over_the_company(centre, agent, asked):
    session = SessionFactory(centre=centre, work_study=True)
    request = PrescriptionFactory(session=session, at=PATHWAY).request
    with pytest.raises(TransitionRefused, match="alternance"):
        move_prescription(request, "pass_over_company", by=agent, funding=Funding.COLLECTIVE)
    move_prescription(
        request, "jump_to_funding", by=agent, funding=Funding.COLLECTIVE, reason="Déjà embauché"
    )
    assert Request.objects.get().status == FUNDING


# Seats ------------------------------------------------------------------------


def test_a_full_funding_refuses_with_a_sentence(centre, agent):
    session = SessionFactory(centre=centre, seats={Funding.COLLECTIVE: 1, Funding.INDIVIDUAL: 1})
    PrescriptionFactory(session=session, at=FUNDING)
    request = PrescriptionFactory(session=session, at=COMPANY).request
    with pytest.raises(TransitionRefused, match="place|seat"):
        move_prescription(request, "advance_to_funding", by=agent, funding=Funding.COLLECTIVE)
    request.refresh_from_db()
    assert (request.status, request.seat_funding) == (COMPANY, "")
    move_prescription(request, "advance_to_funding", by=agent, funding=Funding.INDIVIDUAL)
    request.refresh_from_db()
    assert request.seat_funding == Funding.INDIVIDUAL
    assert not SessionSeats.objects.filter(left__gt=0).exists()


def test_where_nobody_counted_the_seats_any_funding_has_one(centre, agent):
    session = SessionFactory(centre=centre, seats={})
    for _number in range(2):
        request = PrescriptionFactory(session=session, at=COMPANY).request
        move_prescription(request, "advance_to_funding", by=agent, funding=Funding.INDIVIDUAL)
    [seats] = session.seats.all()
    assert (seats.funding, seats.capacity, seats.held) == (Funding.INDIVIDUAL, None, 2)


def test_stepping_back_to_funding_can_move_the_seat(centre, agent):
    session = SessionFactory(centre=centre, seats={Funding.COLLECTIVE: 1, Funding.INDIVIDUAL: 1})
    request = PrescriptionFactory(session=session, at=VALIDATED).request
    move_prescription(
        request, "step_back_to_funding", by=agent, funding=Funding.INDIVIDUAL, reason="Changement"
    )
    request.refresh_from_db()
    assert request.seat_funding == Funding.INDIVIDUAL
    assert SeatHold.objects.get().seats.funding == Funding.INDIVIDUAL


def test_a_cancelled_session_frees_and_tells_everyone(session, agent):
    seated = PrescriptionFactory(session=session, at=VALIDATED)
    PrescriptionFactory(session=session)
    PrescriptionFactory(session=session, at=REFUSED)
    session.state = Session.State.CANCELLED
    save_session(session, actor=agent)
    assert cancel_prescriptions(session, by=agent) == 0
    assert Request.objects.filter(status=CANCELLED).count() == 2
    assert not SeatHold.objects.exists()
    event = seated.request.events.last()
    assert (event.role, event.actor) == ("portal", None)
    kinds = OutgoingEmail.objects.values_list("kind", flat=True)
    assert sorted(kinds) == [
        "applications.advisor_cancelled",
        "applications.advisor_cancelled",
        "applications.candidate_cancelled",
        "applications.candidate_cancelled",
    ]


# Repeated and contradictory decisions -----------------------------------------


def test_the_same_decision_again_is_a_success_that_mails_nobody(session, agent, asked):
    request = PrescriptionFactory(session=session).request
    refusal = {name: asked[name] for name in ("refusal", "reason")}
    first = move_prescription(request, "refuse", by=agent, **refusal)
    mails = OutgoingEmail.objects.count()
    again = move_prescription(request, "refuse", by=make_agent(session.centre), **refusal)
    assert (again.changed, again.event) == (False, first.event)
    assert OutgoingEmail.objects.count() == mails


def test_a_different_decision_is_told_who_did_what(session, agent, asked):
    request = PrescriptionFactory(session=session).request
    seen = request.events.last().pk
    move_prescription(request, "refuse", by=agent, refusal=asked["refusal"], reason="Complet")
    with pytest.raises(TransitionRefused) as told:
        move_prescription(
            request,
            "advance_to_interview",
            by=make_agent(session.centre),
            seen=seen,
            interview=asked["interview"],
        )
    assert "«\xa0Refusée\xa0»" in str(told.value)
    assert "un agent l’y a placée le" in str(told.value)


def test_a_decision_on_what_has_changed_meanwhile_is_refused(session, agent, asked):
    """Refusing would be possible from the new stage too, but not on what was in sight."""
    request = PrescriptionFactory(session=session).request
    seen = request.events.last().pk
    move_prescription(request, "advance_to_interview", by=agent, interview=asked["interview"])
    with pytest.raises(TransitionRefused, match="vous l’y avez placée"):
        move_prescription(
            request, "refuse", by=agent, seen=seen, refusal=asked["refusal"], reason="Complet"
        )


def test_the_first_agent_takes_charge(session, agent, asked):
    request = PrescriptionFactory(session=session).request
    move_prescription(request, "advance_to_interview", by=agent, interview=asked["interview"])
    move_prescription(request, "advance_to_pathway", by=make_agent(session.centre))
    request.refresh_from_db()
    assert request.agent == agent


def test_history_is_only_ever_added_to(session):
    event = PrescriptionFactory(session=session).request.events.get()
    with pytest.raises(HistoryIsKept):
        event.save()
    with pytest.raises(HistoryIsKept):
        event.delete()
    with pytest.raises(HistoryIsKept):
        RequestEvent.objects.update(reason="autre")
    with pytest.raises(HistoryIsKept):
        RequestEvent.objects.all().delete()


# Interviews -------------------------------------------------------------------


def test_an_interview_in_the_past_is_refused(session, agent):
    request = PrescriptionFactory(session=session).request
    past = Interview(at=timezone.now() - timedelta(hours=1), kind="group", place="Lille")
    with pytest.raises(TransitionRefused, match="futur"):
        move_prescription(request, "advance_to_interview", by=agent, interview=past)


def test_stepping_back_cancels_the_interview_and_moving_on_keeps_it(session, agent, asked):
    prescription = PrescriptionFactory(session=session, at=INTERVIEW)
    announced = prescription.interview
    move_prescription(prescription.request, "advance_to_pathway", by=agent)
    prescription.refresh_from_db()
    assert prescription.interview == announced
    move_prescription(prescription.request, "step_back_to_received", by=agent, reason="Erreur")
    prescription.refresh_from_db()
    assert prescription.interview is None
    assert prescription.interview_sequence == 2
    event = prescription.request.events.last()
    assert event.effects == {"interview_cancelled": announced}


def test_withdrawing_is_told_to_all_and_is_no_refusal(session, agent):
    prescription = PrescriptionFactory(session=session, at=FUNDING)
    withdraw_prescription(
        prescription.request, by=prescription.request.filed_by, reason="A trouvé un emploi"
    )
    mails = dict(OutgoingEmail.objects.values_list("kind", "to"))
    assert mails == {
        "applications.candidate_withdrawn": prescription.email,
        "applications.advisor_withdrawn": prescription.request.filed_by.email,
        "applications.agent_withdrawn": agent.email,
    }
    assert not SeatHold.objects.exists()
    prescription.refresh_from_db()
    assert prescription.enrolment_key is None


def test_a_request_taken_in_hand_leaves_the_bells_of_the_other_agents(session, agent):
    colleague = make_agent(session.centre)
    request = PrescriptionFactory(session=session).request
    notify(*received.messages(request.events.get()))
    assert Notice.objects.unread().of(colleague).exists()
    move_prescription(request, "jump_to_pathway", by=agent, reason="Vu au forum")
    assert not Notice.objects.unread().of(colleague).exists()
