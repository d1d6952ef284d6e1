"""Handing messages to a real mail server that may refuse, hang or hang up."""

import email as email_package
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import UserFactory
from portal.outbox import delivery
from portal.outbox.models import OutgoingEmail
from portal.outbox.services import enqueue
from portal.outbox.tests.helpers import Essential, News, sending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_messages")]
State = OutgoingEmail.State


def make_due():
    OutgoingEmail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_message_is_delivered_with_its_headers(mail_server):
    enqueue(Essential(1))
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.SENT
    assert row.sent_at and row.claimed_by == ""
    message = email_package.message_from_bytes(mail_server.received[0])
    assert message["Message-ID"] == row.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert message["To"] == "claire@exemple.fr"
    types = [part.get_content_type() for part in message.walk()]
    assert {"text/plain", "text/html"} <= set(types)


def test_nothing_is_sent_twice(mail_server):
    enqueue(Essential(1))
    delivery.deliver()
    delivery.deliver()
    assert len(mail_server.received) == 1


def test_one_connection_serves_a_batch(mail_server):
    enqueue(*(Essential(number) for number in range(5)))
    delivery.deliver()
    assert len(mail_server.received) == 5
    assert mail_server.connections == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_temporary_refusal_means_later_with_growing_delays(mail_server, command):
    mail_server.answers[command] = "451 try later"
    enqueue(Essential(1))
    delays = []
    for _ in range(3):
        make_due()
        delivery.deliver()
        row = OutgoingEmail.objects.get()
        assert row.state == State.PENDING
        assert row.last_answer.startswith("451")
        assert row.smtp_started_at is None
        delays.append(row.next_attempt_at - timezone.now())
    assert delays == sorted(delays)
    assert row.attempts == 3
    mail_server.answers.clear()
    make_due()
    delivery.deliver()
    assert OutgoingEmail.objects.get().state == State.SENT
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_final_refusal_is_a_failure_with_its_reason(mail_server, command):
    mail_server.answers[command] = "550 no such person"
    enqueue(Essential(1))
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.FAILED
    assert "no such person" in row.last_answer


def test_refused_for_two_days_is_given_up(mail_server):
    mail_server.answers["RCPT"] = "452 mailbox full"
    sending(queued_at=timezone.now() - timedelta(days=3))
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.FAILED
    assert "mailbox full" in row.last_answer


@pytest.mark.parametrize("behaviour", ["drop", "hang"])
def test_connection_lost_while_sending_is_unknown_and_never_repeated(mail_server, behaviour):
    mail_server.answers["DATA"] = behaviour
    enqueue(Essential(1))
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.UNKNOWN
    assert row.last_answer
    mail_server.answers.clear()
    make_due()
    delivery.deliver()
    assert mail_server.received == []


def test_one_bad_address_does_not_stop_the_batch(mail_server):
    mail_server.answers["personne1@exemple.fr"] = "550 unknown"
    for _ in range(3):
        sending()
    delivery.deliver()
    states = list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.SENT, State.FAILED, State.SENT]


def test_address_that_this_server_cannot_hear_is_a_failure(mail_server):
    mail_server.controller.SMTP_kwargs["enable_SMTPUTF8"] = False
    mail_server.stop()
    mail_server.start()
    sending("é@exemple.fr")
    sending()
    delivery.deliver()
    assert set(OutgoingEmail.objects.values_list("state", flat=True)) <= {State.FAILED, State.SENT}
    assert OutgoingEmail.objects.get(to="personne1@exemple.fr").state == State.SENT


def test_server_down_then_back_delivers_once(mail_server):
    mail_server.stop()
    for _ in range(3):
        sending()
    assert delivery.deliver() is False
    assert set(OutgoingEmail.objects.values_list("state", flat=True)) == {State.PENDING}
    assert not OutgoingEmail.objects.due().exists()  # no use to knock for each message
    assert not OutgoingEmail.objects.exclude(smtp_started_at=None).exists()
    mail_server.start()
    make_due()
    delivery.deliver()
    delivery.deliver()
    assert len(mail_server.received) == 3


def test_fault_of_ours_in_one_message_leaves_the_others_go(mail_server, monkeypatch):
    def broken(cls, message):
        if message.subject_id == "1":
            raise ValueError("broken")
        return True

    monkeypatch.setattr(Essential, "still_relevant", classmethod(broken))
    enqueue(Essential(1), Essential(2))
    delivery.deliver()
    assert list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True)) == [
        State.PENDING,
        State.SENT,
    ]


def test_what_is_settled_meanwhile_is_not_sent(mail_server):
    enqueue(Essential(1))
    News.relevant = False
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.CANCELLED
    assert row.last_answer
    assert mail_server.received == []


def test_closed_account_gets_no_mail(mail_server):
    user = UserFactory()
    enqueue(Essential(1, user))
    user.is_active = False
    user.closed_at = timezone.now()
    user.save()
    delivery.deliver()
    assert OutgoingEmail.objects.get().state == State.CANCELLED
    assert mail_server.received == []


def test_code_expires_instead_of_leaving_late(mail_server):
    sending(expires_at=timezone.now() - timedelta(seconds=1), sensitive=True)
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert (row.state, row.text_body) == (State.EXPIRED, "")
    assert mail_server.received == []


def test_sensitive_content_is_erased_once_sent(mail_server):
    sending(sensitive=True)
    delivery.deliver()
    row = OutgoingEmail.objects.get()
    assert row.state == State.SENT
    assert (row.subject, row.text_body, row.html_body, row.attached) == ("", "", "", [])
    assert b"Bonjour" in mail_server.received[0] or mail_server.received[0]


def test_embedded_run_keeps_codes_readable_until_they_expire(settings):
    settings.MAILBOX_ENABLED = True
    sending(sensitive=True, expires_at=timezone.now() + timedelta(minutes=15))
    delivery.deliver()
    assert OutgoingEmail.objects.get().text_body


def test_claimed_message_is_left_to_its_worker(mail_server):
    sending(claimed_by="other", claimed_until=timezone.now() + timedelta(minutes=1))
    assert delivery.deliver() is False
    assert mail_server.received == []


def test_worker_that_died_before_sending_is_replaced_after_its_lease(mail_server):
    sending(claimed_by="dead", claimed_until=timezone.now() - timedelta(seconds=1))
    delivery.deliver()
    assert OutgoingEmail.objects.get().state == State.SENT
    assert len(mail_server.received) == 1


def test_worker_that_died_while_sending_leaves_an_unknown(mail_server):
    past = timezone.now() - timedelta(seconds=1)
    sending(claimed_by="dead", claimed_until=past, smtp_started_at=past)
    delivery.deliver()
    assert OutgoingEmail.objects.get().state == State.UNKNOWN
    assert mail_server.received == []


def test_row_read_before_another_worker_took_it_is_not_claimed():
    stale = sending()
    assert delivery.claim(stale)
    assert delivery.claim(stale) is None


def test_worker_whose_lease_is_over_does_not_start():
    row = sending()
    token = delivery.claim(row)
    OutgoingEmail.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert not delivery.start(row, token)


def test_optional_message_can_be_stopped_in_one_click(mail_server):
    sending(unsubscribe_url="https://portail.example/desabonnement/abc/")
    delivery.deliver()
    message = email_package.message_from_bytes(mail_server.received[0])
    assert message["List-Unsubscribe"] == "<https://portail.example/desabonnement/abc/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
