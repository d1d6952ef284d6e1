"""Staff end sessions in the admin of trainings: asked with what hangs on it, told afterwards."""

import pytest
from django.urls import reverse

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory
from applications.models import Request
from applications.stages import CANCELLED
from trainings.factories import SessionFactory
from trainings.models import Session
from trainings.tests.test_upkeep_admin import posted_session, words

pytestmark = pytest.mark.django_db

LIST = "admin:trainings_session_changelist"


@pytest.fixture(autouse=True)
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


@pytest.fixture
def session():
    return SessionFactory(seats=2)


@pytest.fixture
def post(client):
    def run(session, action="change", **data):
        return client.post(
            reverse(f"admin:trainings_session_{action}", args=[session.pk]), data, follow=True
        )

    return run


@pytest.fixture
def choose(client):
    """Choose sessions in the list and an action."""

    def run(action, *sessions, **data):
        data = {"action": action, "_selected_action": [s.pk for s in sessions], **data}
        return words(client.post(reverse(LIST), data, follow=True))

    return run


def state_of(session):
    return Session.objects.get(pk=session.pk).state


def test_cancelling_a_session_is_asked_with_what_ends(post, session):
    prescription = PrescriptionFactory(session=session)
    data = posted_session(session, 2, state="cancelled")
    page = words(post(session, **data))
    assert "1 demande en cours" in page
    assert "2 personnes sont prévenues" in page
    assert state_of(session) == "open"
    page = words(post(session, **data, confirmed="yes"))
    said = f"Session {session.number} annulée : 1 demande arrêtée, 2 personnes prévenues."
    assert said in page
    assert state_of(session) == "cancelled"
    assert Request.objects.get(pk=prescription.request_id).status == CANCELLED


def test_a_form_that_is_wrong_is_said_before_anything_is_asked(post, session):
    page = words(post(session, **posted_session(session, 2, state="cancelled", number="?")))
    assert "Lettres, chiffres" in page
    assert "demande en cours" not in page


def test_opening_a_cancelled_session_again_is_asked(post, session):
    Session.objects.update(state="cancelled")
    session.refresh_from_db()
    data = posted_session(session, 2, state="open")
    assert "les demandes arrêtées avec elle le restent" in words(post(session, **data))
    assert state_of(session) == "cancelled"
    post(session, **data, confirmed="yes")
    assert state_of(session) == "open"


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        ("close_selected", "closed", "fermée : 1 demande continue, 2 personnes prévenues"),
        ("cancel_selected", "cancelled", "annulée : 1 demande arrêtée, 2 personnes prévenues"),
    ],
)
def test_several_sessions_end_at_once_each_told_by_itself(choose, session, action, state, said):
    PrescriptionFactory(session=session)
    other, ended = SessionFactory(), SessionFactory(state="cancelled")
    page = choose(action, session, other, ended)
    assert "1 demande en cours" in page
    assert "aucune demande en cours" in page
    assert state_of(session) == state_of(other) == "open"
    page = choose(action, session, other, ended, confirmed="yes")
    assert f"Session {session.number} {said}" in page
    assert "elle n’avait aucune demande en cours" in page
    assert f"{ended.number} – elle l’est déjà" in page
    assert state_of(session) == state_of(other) == state
    assert state_of(ended) == "cancelled"


def test_a_session_with_requests_is_not_deleted_and_says_what_to_do(post, choose, session):
    PrescriptionFactory(session=session)
    said = "des demandes : fermez-"
    assert said in words(post(session, action="delete", post="yes"))
    assert said in choose("delete_selected", session, SessionFactory(), post="yes")
    assert Session.objects.count() == 2


def test_a_session_without_requests_is_deleted(post, choose, session):
    other = SessionFactory()
    post(session, action="delete", post="yes")
    choose("delete_selected", other, post="yes")
    assert not Session.objects.exists()
