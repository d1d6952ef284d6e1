"""The mailbox of an embedded run."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.outbox import upkeep
from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import sending

pytestmark = pytest.mark.django_db


def test_newcomer_finds_the_code_in_two_clicks(client):
    email = sending(
        text_body="Votre code : 123456\nhttp://127.0.0.1:8000/inscription/confirmation/"
    )
    page = client.get(reverse("mailbox")).content.decode()
    assert reverse("mailbox_message", args=[email.uuid]) in page
    page = client.get(reverse("mailbox_message", args=[email.uuid])).content.decode()
    assert "123456" in page
    assert 'href="http://127.0.0.1:8000/inscription/confirmation/"' in page


def test_newest_first_and_by_recipient(client):
    sending("claire@exemple.fr", subject="Premier")
    sending("claire@exemple.fr", subject="Second")
    sending("autre@exemple.fr", subject="Pour un autre")
    page = client.get(reverse("mailbox"), {"recipient": " CLAIRE@exemple.fr "}).content.decode()
    assert page.index("Second") < page.index("Premier")
    assert "Pour un autre" not in page


@pytest.mark.parametrize("value", ["\x00", "%", "é" * 5000, "\ud800", "😀"])
def test_odd_filter_is_an_empty_list(client, value):
    response = client.get(reverse("mailbox"), {"recipient": value.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200


def test_constant_queries(client):
    client.get(reverse("mailbox"))  # what every page remembers is remembered
    counts = []
    for number in (1, 3):
        while OutgoingEmail.objects.count() < number:
            sending()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("mailbox"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_html_is_shown_without_letting_it_act(client):
    email = sending(html_body="<html><head></head><body><script>1</script></body></html>")
    page = client.get(reverse("mailbox_message", args=[email.uuid]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    body = client.get(reverse("mailbox_message_html", args=[email.uuid]))
    assert "script-src" not in body["Content-Security-Policy"]
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert "sandbox" in body["Content-Security-Policy"]
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in body.content.decode()


def test_attached_file_is_downloaded(client):
    email = sending(attached=[{"name": "é.ics", "mimetype": "text/calendar", "content": "w6k="}])
    address = reverse("mailbox_attachment", args=[email.uuid, 0])
    assert address in client.get(reverse("mailbox_message", args=[email.uuid])).content.decode()
    response = client.get(address)
    assert response.content.decode() == "é"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("mailbox_attachment", args=[email.uuid, 1])).status_code == 404


def test_expired_code_says_so(client):
    email = sending(
        sensitive=True, text_body="123456", expires_at=timezone.now() - timedelta(minutes=1)
    )
    upkeep.clean_up()
    page = client.get(reverse("mailbox_message", args=[email.uuid])).content.decode()
    assert "123456" not in page
