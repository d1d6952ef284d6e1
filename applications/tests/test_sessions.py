"""What those whose requests go on learn when their session changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.factories import PrescriptionFactory
from applications.models import Request
from applications.stages import CANCELLED
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import registered
from trainings.factories import CentreFactory
from trainings.models import Session
from trainings.services import upkeep

pytestmark = pytest.mark.django_db


def mails():
    return OutgoingEmail.objects.filter(kind__endswith="session_changed").order_by("pk")


def save(session, **changes):
    for name, value in changes.items():
        setattr(session, name, value)
    upkeep.save_session(session, actor=None)


def test_new_dates_are_told_to_the_candidate_and_the_advisor(session):
    prescription = PrescriptionFactory(session=session)
    save(session, ends_on=session.ends_on + timedelta(days=7))
    to_candidate, to_advisor = mails()
    assert to_candidate.to == prescription.email
    assert to_advisor.to == prescription.request.filed_by.email
    for mail in (to_candidate, to_advisor):
        assert "dates sont désormais" in mail.text_body
        assert "lieu" not in mail.text_body.split("Formation")[0]
        assert str(session.ends_on.year) in mail.text_body
    assert Notice.objects.get().recipient == prescription.request.filed_by


def test_another_place_and_a_closed_session_are_told(session):
    PrescriptionFactory(session=session)
    save(session, centre=CentreFactory(name="Autre centre"), state=Session.State.CLOSED)
    mail = mails().first()
    assert "Autre centre" in mail.text_body
    assert "n’accueille plus" in mail.text_body
    assert "dates sont désormais" not in mail.text_body


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
