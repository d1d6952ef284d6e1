"""Writing messages: with what they tell of, once, in the recipient's language."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.factories import UserFactory
from portal.outbox.models import OutgoingEmail
from portal.outbox.services import enqueue, enqueue_rendered
from portal.outbox.tests.helpers import Essential, News

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_messages")]


def test_message_is_rendered_when_written():
    user = UserFactory(language="en")
    enqueue(Essential(1, user))
    email = OutgoingEmail.objects.get()
    assert email.subject == "News: a <title>"
    assert email.text_body.startswith("Hello, a <title> & more. Because you test. http://")
    assert "<p>a &lt;title&gt;</p>" in email.html_body
    assert 'lang="en"' in email.html_body
    assert (email.recipient, email.to, email.kind) == (user, user.email, "tests.essential")
    assert (email.subject_type, email.subject_id) == ("tests.event", "1")
    assert email.attachments == [("é.txt", "été".encode(), "text/plain")]


def test_subject_stays_on_one_line():
    enqueue(Essential(1, title="a\r\nBcc: x@y.fr\n" + "b" * 400))
    subject = OutgoingEmail.objects.get().subject
    assert "\n" not in subject
    assert len(subject) == 300


def test_repeat_is_ignored_and_breaks_nothing():
    with transaction.atomic():
        enqueue(Essential(1))
        enqueue(Essential(1), Essential(2))
        UserFactory()  # the transaction still works
    assert OutgoingEmail.objects.count() == 2


def test_message_disappears_with_what_it_tells_of():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(Essential(1))
        _ = 1 / 0
    assert not OutgoingEmail.objects.exists()


def test_row_that_the_database_refuses_is_not_lost_in_silence(monkeypatch):
    """SQLite ignores any broken constraint where a repeat is to be ignored."""
    monkeypatch.setattr("portal.outbox.services._render", lambda *_: {"subject": "", "state": "?"})
    with pytest.raises(Exception, match="outbox|outgoing"), transaction.atomic():
        enqueue(Essential(1))


def test_many_messages_cost_as_many_queries_as_one():
    counts = []
    for events in ([1], [2, 3, 4]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enqueue(*(Essential(event) for event in events))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 2


def test_message_rendered_by_a_library():
    enqueue_rendered(
        to=" Claire@Exemple.FR",
        subject="Two\nlines",
        text="Code 123456",
        kind="account.code",
        dedupe_key="code:1",
        sensitive=True,
        lifetime=timedelta(minutes=15),
    )
    email = OutgoingEmail.objects.get()
    assert (email.subject, email.to_key) == ("Two lines", "claire@exemple.fr")
    assert email.expires_at - email.created_at == timedelta(minutes=15)


def test_message_id_is_fixed_by_the_row():
    enqueue(News(1))
    email = OutgoingEmail.objects.get()
    assert email.message_id == OutgoingEmail.objects.get().message_id
    assert str(email.uuid) in email.message_id
