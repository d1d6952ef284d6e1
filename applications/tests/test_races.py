"""Two people at the same moment: real threads, each with its own connection."""

import threading

import pytest
from django.db import connection, connections

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory, RefusalReasonFactory
from applications.models import Request, RequestEvent
from applications.services.filing import Candidate, file_prescription
from applications.services.moves import move_prescription
from applications.stages import COMPANY, FUNDING
from portal.outbox.models import OutgoingEmail
from portal.workflow.services import TransitionRefused
from trainings.factories import SessionFactory
from trainings.models import Funding, SeatHold, SessionSeats
from trainings.services.seats import wrong_counts

from .conftest import make_agent

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]

THREADS = {"postgresql": 30, "sqlite": 12}


def together(*calls):
    """Run the calls at the same moment; return what each gave, or the exception it raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait()
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_last_seats_are_never_given_twice():
    number = THREADS[connection.vendor]
    session = SessionFactory(seats=3)
    agent = make_agent(session.centre)
    requests = [PrescriptionFactory(session=session, at=COMPANY).request for _n in range(number)]

    def enter_funding(request):
        return lambda: move_prescription(
            request, "advance_to_funding", by=agent, funding=Funding.COLLECTIVE
        )

    results = together(*map(enter_funding, requests))
    refusals = [result for result in results if isinstance(result, Exception)]
    assert {type(refusal) for refusal in refusals} == {TransitionRefused}
    assert len(refusals) == number - 3
    assert Request.objects.filter(status=FUNDING).count() == 3
    assert SeatHold.objects.count() == SessionSeats.objects.get().held == 3
    assert not wrong_counts().exists()
    assert OutgoingEmail.objects.filter(kind="applications.candidate_moved").count() == 3


@pytest.mark.parametrize("again", range(5))
def test_two_agents_deciding_at_once_make_one_decision_and_one_set_of_mails(again):
    session = SessionFactory()
    agents = [make_agent(session.centre), make_agent(session.centre)]
    reason = RefusalReasonFactory()
    request = PrescriptionFactory(session=session).request
    seen = request.events.last().pk
    results = together(
        lambda: move_prescription(
            request, "refuse", by=agents[0], seen=seen, refusal=reason, reason="Complet"
        ),
        lambda: move_prescription(
            request, "jump_to_pathway", by=agents[1], seen=seen, reason="Déjà reçu"
        ),
    )
    (told,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(told, TransitionRefused)
    assert "un agent l’y a placée" in str(told)
    assert RequestEvent.objects.filter(request=request).count() == 2
    assert OutgoingEmail.objects.count() == 2


def test_a_double_click_makes_one_request():
    session, advisor = SessionFactory(), UserFactory(partner=True)
    candidate = Candidate(
        civility="mr",
        last_name="Petit",
        first_name="Ahmed",
        birth_date="1998-04-02",
        email="ahmed@exemple.fr",
        phone="06 12 34 56 78",
        postal_code="59000",
        city="Lille",
    )

    def file():
        return file_prescription(
            by=advisor, session=session, candidate=candidate, form_token="same"
        )

    results = together(*[file] * 6)
    assert {result.pk for result in results} == {Request.objects.get().pk}
    assert OutgoingEmail.objects.count() == 2
