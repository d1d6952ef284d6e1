"""What staff and time do to messages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from health_check.exceptions import ServiceUnavailable

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.outbox import upkeep
from portal.outbox.health import OutboxAge
from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import sending

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State


def in_state(state, **values):
    now = timezone.now()
    fields = {
        State.PENDING: {},
        State.SENT: {"smtp_started_at": now, "sent_at": now},
        State.FAILED: {"last_answer": "550 no"},
        State.UNKNOWN: {"smtp_started_at": now, "last_answer": "lost"},
        State.CANCELLED: {"last_answer": "stopped"},
        State.EXPIRED: {"expires_at": now},
    }
    return sending(state=state, **{**fields[state], **values})


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED])
def test_sending_again(administrator, state):
    row = in_state(state, created_at=timezone.now() - timedelta(days=3))
    upkeep.send_again(row.pk, by=administrator)
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert OutgoingEmail.objects.due().get() == row
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details) == (
        "outbox.sent_again",
        administrator,
        {"before": state},
    )


@pytest.mark.parametrize(
    ("state", "values"),
    [
        (State.PENDING, {}),
        (State.EXPIRED, {}),
        (State.FAILED, {"expires_at": timezone.now() - timedelta(days=1)}),
        (
            State.SENT,
            {"subject": "", "text_body": "", "html_body": "", "erased_at": timezone.now()},
        ),
    ],
)
def test_not_possible_to_send_again(administrator, state, values):
    row = in_state(state, **values)
    with pytest.raises(upkeep.NotPossible):
        upkeep.send_again(row.pk, by=administrator)
    assert OutgoingEmail.objects.get().state == state
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED, State.UNKNOWN])
def test_stopping(administrator, state):
    row = in_state(state, sensitive=True)
    upkeep.stop_sending(row.pk, by=administrator)
    upkeep.stop_sending(row.pk, by=administrator)  # the same decision again is no trouble
    row.refresh_from_db()
    assert (row.state, row.text_body) == (State.CANCELLED, "")
    assert AuditEvent.objects.get().action == "outbox.stopped"


def test_not_possible_to_stop_what_left_or_is_leaving(administrator):
    in_flight = in_state(
        State.PENDING,
        claimed_by="me",
        claimed_until=timezone.now() + timedelta(minutes=1),
        smtp_started_at=timezone.now(),
    )
    for row in (in_flight, in_state(State.SENT), in_state(State.EXPIRED)):
        with pytest.raises(upkeep.NotPossible):
            upkeep.stop_sending(row.pk, by=administrator)


def test_time_expires_erases_and_purges():
    now = timezone.now()
    old = now - timedelta(days=91)
    late = in_state(State.PENDING, expires_at=now - timedelta(minutes=1), sensitive=True)
    read = in_state(State.SENT, expires_at=now - timedelta(minutes=1), sensitive=True)
    live = in_state(State.SENT, expires_at=now + timedelta(minutes=1), sensitive=True)
    plain = in_state(State.SENT)
    waiting = in_state(State.PENDING, created_at=old)
    for state in (State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED):
        in_state(state, created_at=old)
    upkeep.clean_up()
    rows = {row.pk: row for row in OutgoingEmail.objects.all()}
    assert set(rows) == {late.pk, read.pk, live.pk, plain.pk, waiting.pk}
    assert rows[late.pk].state == State.EXPIRED
    assert rows[late.pk].text_body == rows[read.pk].text_body == ""
    assert rows[live.pk].text_body and rows[plain.pk].text_body


def test_erased_person_leaves_nothing_behind():
    user = UserFactory(email="Claire@Exemple.fr")
    theirs = in_state(State.PENDING, recipient=user)
    before_the_account = in_state(State.FAILED, email="claire@exemple.fr")
    other = in_state(State.PENDING)
    upkeep.erase_person(user)
    for row in (theirs, before_the_account):
        row.refresh_from_db()
        assert (row.to, row.subject, row.text_body, row.recipient) == ("", "", "", None)
    assert OutgoingEmail.objects.get(pk=theirs.pk).state == State.CANCELLED
    other.refresh_from_db()
    assert other.text_body


def test_export_holds_what_was_written_but_no_code():
    user = UserFactory()
    in_state(State.SENT, recipient=user, subject="Bonjour")
    in_state(State.SENT, recipient=user, sensitive=True, text_body="123456")
    export = upkeep.export_person(user)
    assert "Bonjour" in {line["subject"] for line in export}
    assert "123456" not in str(export)


def test_health_looks_at_the_oldest_message_due():
    assert upkeep.outbox_age() == timedelta(0)
    in_state(State.SENT, queued_at=timezone.now() - timedelta(days=1))
    in_state(State.PENDING, queued_at=timezone.now() - timedelta(minutes=20))
    assert timedelta(minutes=19) < upkeep.outbox_age() < timedelta(minutes=21)


def test_health_alerts_without_naming_anyone(monkeypatch):
    monkeypatch.setattr("portal.outbox.health.outbox_age", lambda: timedelta(minutes=16))
    monkeypatch.setattr("portal.outbox.health.connection", type("C", (), {"close": lambda: None}))
    with pytest.raises(ServiceUnavailable, match="16 minutes"):
        OutboxAge().run()
