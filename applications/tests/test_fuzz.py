"""Awkward strings in each text field of the candidate form: stored as typed, or refused."""

import csv
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.factories import UserFactory
from applications.models import Prescription
from trainings.factories import SessionFactory

from .test_filing import TYPED

pytestmark = pytest.mark.django_db

TEXT_FIELDS = [
    "civility",
    "last_name",
    "first_name",
    "birth_date",
    "email",
    "phone",
    "postal_code",
    "city",
    "funding",
    "form_token",
    "checked_email",
]
# What each field may rewrite: numbers are put in their usual form.
REWRITTEN = {"phone", "postal_code", "birth_date", "email", "form_token", "checked_email"}
AWKWARD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufeff",
    "\u202eabc",
    "\u200b",
    "'",
    '"',
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% url 'home' %}",
    "%s%n",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "-1",
    "1e309",
    "NaN",
    "9" * 400,
    "é" * 10_000,
    "ﷺ" * 100,
    "😀",
    "👨‍👩‍👧",
    "D’Almeida-N'Guyen",
    "Ña",
    "Œuvre",
    "ẞtraße",
    "Ǆ",
    "İstanbul",
    "م",
    "한글",
    "日本",
    "a\nb",
    "a\tb",
    "a\rb",
    " espaces  autour ",
    "Jr.",
    "(dite) Marie",
    "O'",
    "-",
    "1",
    "31/02/2000",
    "00/00/0000",
    "01/01/0001",
    "9999-12-31",
    "é@é.fr",
    "a@[127.0.0.1]",
    "true",
    "null",
    "[]",
]


def post_everywhere(client, session, text):
    for number, field in enumerate(TEXT_FIELDS):
        typed = {**TYPED, "email": f"fuzz{number}@exemple.fr", "form_token": "", field: text}
        before = Prescription.objects.count()
        response = post_raw(client, session, typed)
        if response.status_code == 302:
            stored = Prescription.objects.latest("pk")
            if field not in REWRITTEN:
                assert getattr(stored, field) == text.strip()
        else:
            assert response.status_code == 200
            assert Prescription.objects.count() == before
            form = response.context["form"]
            assert form.errors or form.suggested_email
        forget(before)


def post_raw(client, session, typed):
    """As a browser would, but for what no browser can send."""
    sent = {key: value.encode("utf-8", "surrogatepass") for key, value in typed.items()}
    return client.post(
        reverse("applications:prescribe", args=[session.number]),
        urlencode(sent),
        content_type="application/x-www-form-urlencoded",
    )


def forget(before):
    """Let the next field be typed for the same candidate."""
    if Prescription.objects.count() > before:
        stored = Prescription.objects.latest("pk")
        Prescription.objects.filter(pk=stored.pk).update(
            email_key="", last_name_key="", enrolment_key=None
        )


@pytest.fixture
def session():
    return SessionFactory(centre__agents=[])


@pytest.fixture
def signed_in(client):
    client.force_login(UserFactory(partner=True))
    return client


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_strings(signed_in, session, text):
    post_everywhere(signed_in, session, text)


def shared_strings():
    folder = Path(settings.BASE_DIR).parent / "shared" / "data" / "fuzz"
    if not folder.exists():
        pytest.skip("The shared lists of strings are not on this machine.")
    with (folder / "noms_fr.csv").open(encoding="utf-8", newline="") as file:
        names = [cell for row in csv.reader(file) for cell in row if cell]
    return [*names, *json.loads((folder / "blns.json").read_text(encoding="utf-8"))]


@pytest.mark.full
def test_every_shared_string(signed_in, session):
    for text in dict.fromkeys(shared_strings()):
        post_everywhere(signed_in, session, text)
