"""Staff and the outbox."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import registered
from portal.outbox.tests.helpers import sending

pytestmark = pytest.mark.django_db
State = OutgoingEmail.State
LIST = "admin:outbox_outgoingemail_changelist"


@pytest.fixture
def staff_client(client):
    client.force_login(UserFactory(administrator=True))
    return client


def failed(**values):
    return sending(state=State.FAILED, last_answer="550 no", **values)


def page_of(email):
    return reverse("admin:outbox_outgoingemail_change", args=[email.pk])


def test_filters_by_state_and_kind_and_finds_an_address(staff_client):
    failed(email="claire@exemple.fr", kind="notices.digest")
    sending("autre@exemple.fr")
    for query in (
        {"state__exact": "failed"},
        {"kind": "notices.digest"},
        {"q": "Claire@exemple.fr"},
    ):
        page = staff_client.get(reverse(LIST), query).content.decode()
        assert "claire@exemple.fr" in page
        assert "autre@exemple.fr" not in page


@pytest.mark.parametrize(
    "column",
    ["subject", "text_body", "html_body", "attached", "unsubscribe_url", "dedupe_key", "to_key"],
)
def test_the_address_of_the_list_reads_no_secret(staff_client, column):
    failed(sensitive=True, text_body="123456")
    for lookup in (column, f"{column}__contains", f"{column}__startswith"):
        assert staff_client.get(reverse(LIST), {lookup: "1"}).status_code == 400


def test_nor_the_password_of_whom_it_was_written_to(staff_client):
    response = staff_client.get(reverse(LIST), {"recipient__password__startswith": "a"})
    assert response.status_code == 400


def test_shows_exactly_what_was_sent(staff_client):
    email = failed(text_body="Exactement ceci")
    page = staff_client.get(page_of(email))
    assert "Exactement ceci" in page.content.decode()
    assert "550 no" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    body = staff_client.get(reverse("admin:outbox_email_html", args=[email.pk]))
    assert "Bonjour" in body.content.decode()


def test_never_shows_a_sensitive_content(staff_client):
    email = failed(sensitive=True, subject="654321", text_body="123456", html_body="<b>123456</b>")
    for address in (
        page_of(email),
        reverse(LIST),
        reverse("admin:outbox_email_html", args=[email.pk]),
    ):
        page = staff_client.get(address).content.decode()
        assert "123456" not in page
        assert "654321" not in page


def test_send_again_and_stop_from_the_row_or_the_page(staff_client):
    email = failed()
    assert reverse("admin:outbox_email_send", args=[email.pk]) in (
        staff_client.get(reverse(LIST)).content.decode()
    )
    assert staff_client.get(reverse("admin:outbox_email_send", args=[email.pk])).status_code == 405
    staff_client.post(reverse("admin:outbox_email_send", args=[email.pk]))
    assert OutgoingEmail.objects.get().state == State.PENDING
    staff_client.post(reverse("admin:outbox_email_stop", args=[email.pk]))
    assert OutgoingEmail.objects.get().state == State.CANCELLED
    assert AuditEvent.objects.filter(action__startswith="outbox.").count() == 2


@pytest.mark.parametrize(
    ("action", "state"),
    [("send_again_selected", State.PENDING), ("stop_selected", State.CANCELLED)],
)
def test_in_bulk_after_a_confirmation(staff_client, action, state):
    chosen = [failed().pk, failed().pk]
    left = failed()
    data = {"action": action, "_selected_action": chosen}
    page = staff_client.post(reverse(LIST), data).content.decode()
    assert OutgoingEmail.objects.filter(state=State.FAILED).count() == 3
    assert 'name="confirmed"' in page
    staff_client.post(reverse(LIST), {**data, "confirmed": "yes"})
    assert OutgoingEmail.objects.filter(pk__in=chosen, state=state).count() == 2
    left.refresh_from_db()
    assert left.state == State.FAILED


def test_bulk_says_what_could_not_be_done(staff_client):
    sent = sending(state=State.SENT, smtp_started_at=timezone.now(), sent_at=timezone.now())
    data = {
        "action": "stop_selected",
        "_selected_action": [sent.pk, failed().pk],
        "confirmed": "yes",
    }
    page = staff_client.post(reverse(LIST), data, follow=True).content.decode()
    assert f"#{sent.pk}" in page
    assert OutgoingEmail.objects.filter(state=State.CANCELLED).count() == 1


def test_who_may_only_look_cannot_send(client):
    reader = UserFactory(staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_outgoingemail"))
    client.force_login(reader)
    email = failed()
    page = client.get(page_of(email)).content.decode()
    assert reverse("admin:outbox_email_send", args=[email.pk]) not in page
    page = client.get(reverse(LIST)).content.decode()
    assert reverse("admin:outbox_email_send", args=[email.pk]) not in page
    assert client.post(reverse("admin:outbox_email_send", args=[email.pk])).status_code == 403


def test_nothing_is_added_changed_or_deleted_by_hand(staff_client):
    email = failed()
    assert staff_client.get(reverse("admin:outbox_outgoingemail_add")).status_code == 403
    staff_client.post(page_of(email), {"to": "x@y.fr"})
    email.refresh_from_db()
    assert email.to != "x@y.fr"
    delete = reverse("admin:outbox_outgoingemail_delete", args=[email.pk])
    assert staff_client.post(delete, {"post": "yes"}).status_code == 403


def test_constant_queries(staff_client):
    staff_client.get(reverse(LIST))  # what every page remembers is remembered
    counts = []
    for number in (1, 3):
        while OutgoingEmail.objects.count() < number:
            failed(recipient=UserFactory())
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_kind_of_message_is_listed(staff_client):
    page = staff_client.get(reverse("admin:outbox_kinds")).content.decode()
    for name in registered():
        assert reverse("admin:outbox_kind", args=[name, "fr"]) in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_preview_in_both_languages(staff_client, language):
    page = staff_client.get(reverse("admin:outbox_kind", args=["notices.digest", language]))
    assert "Rencontre du 12 mars" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    body = staff_client.get(reverse("admin:outbox_kind_html", args=["notices.digest", language]))
    assert f'lang="{language}"' in body.content.decode()


def test_unknown_kind_is_not_found(staff_client):
    assert staff_client.get(reverse("admin:outbox_kind", args=["x", "fr"])).status_code == 404
    assert (
        staff_client.get(reverse("admin:outbox_kind", args=["notices.digest", "de"])).status_code
        == 404
    )


def test_a_code_that_was_sent_is_not_sent_again(staff_client):
    now = timezone.now()
    code = sending(
        state=State.SENT, sent_at=now, smtp_started_at=now, expires_at=now + timedelta(minutes=9)
    )
    page = staff_client.get(page_of(code))
    assert page.context["send_buttons"] == []
    assert page.context["subtitle"].endswith(code.to)
    staff_client.post(reverse("admin:outbox_email_send", args=[code.pk]))
    code.refresh_from_db()
    assert code.state == State.SENT
