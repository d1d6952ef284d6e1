"""Awkward strings in each text field of the candidate form: stored as typed, or refused."""

import csv
import json
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from accounts.factories import UserFactory
from applications.models import Prescription
from trainings.factories import SessionFactory

from .filing_form import TYPED

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
    "checked_postal_code",
]
NAMES = ["last_name", "first_name", "city"]
# What each field may rewrite: numbers are put in their usual form.
REWRITTEN = {"phone", "postal_code", "birth_date", "email", "form_token"}
REWRITTEN |= {"checked_email", "checked_postal_code"}
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


def post_in(client, session, fields, text):
    """Type the string in these fields, the others being right."""
    typed = {**TYPED, "form_token": "", **dict.fromkeys(fields, text)}
    before = Prescription.objects.count()
    response = post_raw(client, session, typed)
    if response.status_code == 302:
        stored = Prescription.objects.latest("pk")
        for field in set(fields) - REWRITTEN:
            assert getattr(stored, field) == text.strip()
        # The next string is typed for the same candidate.
        Prescription.objects.filter(pk=stored.pk).update(
            email_key="", last_name_key="", enrolment_key=None
        )
    else:
        assert response.status_code == 200
        assert Prescription.objects.count() == before
        form = response.context["form"]
        assert form.errors or form.suggested_email


def post_raw(client, session, typed):
    """As a browser would, but for what no browser can send."""
    # The limit on forms per hour has its own test.
    caches["limits"].clear()
    sent = {key: value.encode("utf-8", "surrogatepass") for key, value in typed.items()}
    return client.post(
        reverse("applications:prescribe", args=[session.number]),
        urlencode(sent),
        content_type="application/x-www-form-urlencoded",
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
    post_in(signed_in, session, TEXT_FIELDS, text)
    post_in(signed_in, session, NAMES, text)


def shared_list(name):
    path = Path(settings.BASE_DIR).parent / "shared" / "data" / "fuzz" / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine.")
    return path.read_text(encoding="utf-8")


# In shares, so that several processes can take them.
shares = pytest.mark.parametrize("share", range(8))


@pytest.mark.full
@shares
def test_every_shared_name(signed_in, session, share):
    rows = csv.DictReader(StringIO(shared_list("noms_fr.csv")))
    for name in list(dict.fromkeys(row["valeur"] for row in rows))[share::8]:
        post_in(signed_in, session, TEXT_FIELDS, name)
        post_in(signed_in, session, NAMES, name)


@pytest.mark.full
@shares
def test_every_shared_awkward_string(signed_in, session, share):
    for text in list(dict.fromkeys(json.loads(shared_list("blns.json"))))[share::8]:
        for fields in (TEXT_FIELDS, NAMES, *([field] for field in TEXT_FIELDS)):
            post_in(signed_in, session, fields, text)
