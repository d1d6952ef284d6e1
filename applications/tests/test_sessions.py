"""What those whose requests go on learn when their session changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import UserFactory
from applications.factories import PrescriptionFactory
from applications.models import Request
from applications.stages import CANCELLED
from portal.notices.models import Frequency, Notice
from portal.notices.services import choose_frequency, frequencies_of
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import registered
from portal.web.dates import date_words
from trainings.factories import CentreFactory
from trainings.models import Session
from trainings.services import upkeep

from .conftest import make_agent

pytestmark = pytest.mark.django_db


def mails():
    kinds = [f"applications.{who}_session_changed" for who in ("candidate", "advisor")]
    return OutgoingEmail.objects.filter(kind__in=kinds).order_by("pk")


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


def save(session, **changes):
    for name, value in changes.items():
        setattr(session, name, value)
    upkeep.save_session(session, actor=None)


def test_new_dates_are_told_to_the_candidate_and_the_advisor(session):
    prescription = PrescriptionFactory(session=session)
    before = session.ends_on
    save(session, ends_on=session.ends_on + timedelta(days=7))
    to_candidate, to_advisor = mails()
    assert to_candidate.to == prescription.email
    assert to_advisor.to == prescription.request.filed_by.email
    for mail in (to_candidate, to_advisor):
        now, was = date_words(session.ends_on), date_words(before)
        assert f"Elle se termine le {now} au lieu du {was}." in mail.text_body
        assert "Elle commence" not in mail.text_body
        assert "a lieu à une autre adresse" not in mail.text_body
    assert f"demandée pour {prescription.candidate_name} a changé" in to_advisor.text_body
    assert "qui vous a proposé cette formation" in to_candidate.text_body
    assert Notice.objects.get().recipient == prescription.request.filed_by


def test_another_place_and_a_closed_session_are_told(session):
    PrescriptionFactory(session=session)
    before = session.centre.name
    save(session, centre=CentreFactory(name="Autre centre"), state=Session.State.CLOSED)
    mail = mails().first()
    assert "Autre centre" in mail.text_body
    assert before in mail.text_body
    assert "n’accueille plus" in mail.text_body
    assert "Elle commence" not in mail.text_body


def test_a_session_that_only_closes_changes_nothing_for_its_requests(session):
    PrescriptionFactory(session=session)
    save(session, state=Session.State.CLOSED)
    for mail in mails():
        assert "Rien ne change pour" in plain(mail.text_body)
        assert "convient" not in mail.text_body


def test_the_agents_of_the_centre_are_told_once_of_each_change(session, agent):
    own = make_agent(session.centre)
    make_agent(CentreFactory())
    for _two in range(2):
        PrescriptionFactory(session=session)
    session.starts_on += timedelta(days=7)
    upkeep.save_session(session, actor=own)
    (notice,) = Notice.objects.filter(kind="applications.agent_session_changed")
    assert notice.recipient == agent
    assert "Elle commence le" in notice.text
    assert session.number in notice.path
    save(session, state=Session.State.CANCELLED)
    notice = Notice.objects.filter(recipient=agent).latest("pk")
    assert "annulée" in notice.text
    assert "2 demandes" in plain(notice.text)


def test_the_agents_of_the_former_centre_are_told_too(session, agent):
    PrescriptionFactory(session=session)
    new = make_agent(other := CentreFactory())
    save(session, centre=other)
    told = Notice.objects.filter(kind="applications.agent_session_changed")
    assert {notice.recipient for notice in told} == {agent, new}


def test_agents_choose_how_they_are_told_of_sessions(session, agent):
    kind = "applications.agent_session_changed"
    assert kind in [name for name, *_rest in frequencies_of(agent)]
    assert kind not in [name for name, *_rest in frequencies_of(UserFactory(partner=True))]
    choose_frequency(agent, kind, Frequency.NEVER)
    PrescriptionFactory(session=session)
    save(session, state=Session.State.CLOSED)
    assert Notice.objects.filter(recipient=agent, kind=kind).count() == 1
    assert not OutgoingEmail.objects.filter(kind=kind).exists()


def test_agents_are_not_told_of_sessions_that_nobody_asked_for(session, agent):
    save(session, state=Session.State.CLOSED)
    assert not Notice.objects.exists()


def test_a_message_to_somebody_who_left_the_centre_does_not_leave(session, agent):
    PrescriptionFactory(session=session)
    save(session, state=Session.State.CLOSED)
    mail = OutgoingEmail.objects.get(kind="applications.agent_session_changed")
    assert registered()[mail.kind].still_relevant(mail)
    session.centre.agents.clear()
    assert not registered()[mail.kind].still_relevant(mail)


def test_the_new_address_of_a_centre_is_told(session):
    PrescriptionFactory(session=session)
    session.centre.address = "1 rue Neuve"
    upkeep.save_centre(session.centre, actor=None)
    assert all("1 rue Neuve" in mail.text_body for mail in mails())
    assert mails().count() == 2


def test_only_live_requests_are_told(session):
    PrescriptionFactory(session=session, at="refused")
    save(session, ends_on=session.ends_on + timedelta(days=7))
    assert not mails().exists()


def test_a_cancelled_session_ends_the_requests_and_says_only_that(session):
    PrescriptionFactory(session=session)
    save(session, state=Session.State.CANCELLED, ends_on=session.ends_on + timedelta(days=7))
    assert Request.objects.get().status == CANCELLED
    assert not mails().exists()


def test_what_was_said_anew_or_no_longer_matters_does_not_leave(session):
    prescription = PrescriptionFactory(session=session)
    for _twice in range(2):
        save(session, ends_on=session.ends_on + timedelta(days=7))
    first, second = mails().filter(to=prescription.email)
    kind = registered()[first.kind]
    assert not kind.still_relevant(first)
    assert kind.still_relevant(second)
    Request.objects.update(status=CANCELLED, closed_at=timezone.now())
    assert not kind.still_relevant(second)
