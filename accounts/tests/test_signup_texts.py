"""Awkward texts in every field of the sign-up: stored unchanged or refused, never an error."""

import csv
import json

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Organisation, OrganisationType, SignupDraft, User
from accounts.name_policy import validate_findable_name, validate_line, validate_person_name
from accounts.services.organisation_types import load_organisation_types

from .signup import (
    IDENTITY,
    PASSWORD,
    URLS,
    codes_sent,
    draft_of,
    fresh,
    load_some_territories,
    post_code,
    post_identity,
    post_organisation,
    post_password,
    post_territories,
    reach,
)

pytestmark = pytest.mark.django_db
PARTS = 20
LISTS = settings.BASE_DIR.parent / "shared" / "data" / "fuzz"

AWKWARD = [
    "Jean-Baptiste",
    "d’Arc",
    "O'Neil",
    "Le Goaziou-L’Hostis",
    "Œuvrard",
    "Ñuñez y Ángel",
    "Nguyễn Thị Ánh",
    "Þórsdóttir",
    "Иванова",
    "محمد",
    "राम",
    "李小龍",
    "می‌خواهم",
    "Zoe\u0301",
    "Ｈéléne",
    "ß",
    "İstanbul",
    "Ng",
    "Y",
    "van 't Hoff",
    "Dupont (née Martin)",
    "Null",
    "undefined",
    "true",
    "0",
    "-1",
    "1e309",
    "NaN",
    "9" * 40,
    "' OR '1'='1",
    "'; DROP TABLE accounts_user; --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "{% debug %}",
    "%s%n%x",
    "../../etc/passwd",
    "=1+1",
    "@SUM(A1)",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\u202eevil",
    "\u200b",
    "\ufeff",
    "\ufffe",
    "🙂",
    "👩‍👩‍👧",
    "Z̧a̶l̵g̸o̴",
    "ﷺ" * 100,
    "x" * 10_000,
    "\r\nBcc: a@exemple.fr",
    "\ud800",
    " ",
]


def sent(text):
    """As the server reads it: what is not a character comes as U+FFFD."""
    return text.encode("utf-8", "replace").decode()


def is_refused(response, *fields):
    errors = response.context["form"].errors
    return response.status_code == 200 and any(errors.get(field) for field in fields)


def stored_or_refused(draft, response, text, **fields):
    """Each field (form = draft) took the text unchanged, or answered by a sentence."""
    if response.status_code == 302:
        draft = fresh(draft)
        assert {getattr(draft, stored) for stored in fields.values()} <= {text.strip()}
    else:
        assert is_refused(response, *fields)


def check_everywhere(draft, client, text):
    """The text in every field of every step; the draft is as before at the end."""
    text = sent(text)
    check_identity(draft, client, text)
    check_organisation(draft, client, text)
    # A number of the list may be that of a territory.
    response = client.post(URLS["territories"], {"territories": [text]})
    assert response.status_code == 302 or is_refused(response, "territories")
    assert is_refused(post_password(client, username=text, password="court"), "password")
    assert is_refused(post_password(client, username="@", password=text), "username")
    assert client.get(URLS["password"]).status_code == 200
    SignupDraft.objects.update(email_confirmed_at=None)
    assert is_refused(post_code(client, text), "code")
    SignupDraft.objects.update(email_confirmed_at=timezone.now())


def check_identity(draft, client, text):
    names = {"last_name": text, "first_name": text}
    response = post_identity(client, kind="partner", **names)
    stored_or_refused(draft, response, text, last_name="last_name", first_name="first_name")
    everything = {"kind": text, "civility": text, "email": text, "form_id": text, "proof": text}
    assert is_refused(post_identity(client, **everything), "kind", "civility")
    response = post_identity(client, kind="partner", email=text)
    stored_or_refused(draft, response, text, email="email")


def check_organisation(draft, client, text):
    other = {"type": OrganisationType.objects.get(asks_details=True).pk}
    response = post_organisation(client, text, type_details=text, **other)
    stored = {"name": "organisation_name", "type_details": "type_details"}
    stored_or_refused(draft, response, text, **stored)
    response = post_organisation(client, type=text, picked=text, choice=text)
    # A number of the list may be that of a type, never that of an organisation.
    assert is_refused(response, "type", "name")
    suggestions = client.get("/inscription/structure/suggestions/", {"q": text})
    assert suggestions.status_code == 200


@pytest.fixture
def ready(client, monkeypatch, db):
    """A partner's draft with all steps done; the limits would refuse so many requests."""
    from accounts.views import signup, signup_steps

    monkeypatch.setattr(signup, "rate_limit", lambda *args, **kwargs: 0)
    monkeypatch.setattr(signup_steps, "rate_limit", lambda *args, **kwargs: 0)
    load_organisation_types()
    load_some_territories()
    reach(client, "password", kind="partner")
    return draft_of(client), client


def test_stored_unchanged_or_refused_with_a_sentence(ready):
    for text in AWKWARD:
        check_everywhere(*ready, text)


@pytest.mark.parametrize("text", [name for name in AWKWARD[:21] if name != "ß"], ids=ascii)
def test_real_names_go_through_to_the_account_unchanged(client, text):
    load_some_territories()
    reach(client, "password", last_name=text, first_name=text)
    assert post_password(client, password="Ab1!2026-x").status_code == 302
    user = User.objects.get()
    assert (user.last_name, user.first_name) == (text, text)


@pytest.mark.parametrize("text", ["<script>", "Ivan 2", "http://exemple.fr", "🙂", "a@b", "\u202e"])
def test_what_is_no_name_of_a_person_is_refused(client, text):
    assert is_refused(post_identity(client, last_name=text), "last_name")


@pytest.mark.parametrize(
    "text",
    [
        "cliquez sur evil.com/promo",
        "cliquez sur evil.com",
        "EVIL.COM",
        "Evil.Com",
        "evil.\u200dcom",
        "пример.рф",
        "evil.ｃｏｍ",
        "a/b",
    ],
)
def test_what_mail_programs_turn_into_a_link_is_no_name(text):
    with pytest.raises(ValidationError):
        validate_person_name(text)


@pytest.mark.parametrize(
    "text",
    ["M.", "J. P. Martin", "J.P. Martin", "J.-P. Morel", "A.B.C.", "St. John", "மு.கருணாநிதி"],
)
def test_a_full_stop_of_a_name_is_taken(text):
    validate_person_name(text)


def test_a_full_stop_without_space_says_what_to_do(client):
    response = post_identity(client, last_name="Evil.com")
    assert "espace après le point" in str(response.context["form"].errors["last_name"])


def list_of(name):
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"{path} is not there: the long lists are kept beside the repository")
    return path.read_text(encoding="utf-8")


@pytest.mark.full
def test_every_name_of_the_long_list_is_stored_unchanged(ready):
    draft, client = ready
    rows = list(csv.DictReader(list_of("noms_fr.csv").splitlines()))
    assert len(rows) > 2000
    for row in rows:
        response = post_identity(client, last_name=row["valeur"], first_name=row["valeur"])
        assert response.status_code == 302, row
        stored = fresh(draft)
        assert (stored.last_name, stored.first_name) == (row["valeur"], row["valeur"])


def part_of_blns(part):
    """In parts: PostgreSQL slows down in one transaction that rewrites the same rows for ever."""
    strings = json.loads(list_of("blns.json"))
    assert len(strings) > 500
    return strings[part::PARTS]


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_every_string_of_the_long_list_is_stored_or_refused(ready, part):
    for text in part_of_blns(part):
        check_everywhere(*ready, text)


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_every_string_of_the_long_list_as_a_whole_sign_up(ready, part):
    """Through to the account where it is taken at each step."""
    _draft, client = ready
    for number, text in enumerate(part_of_blns(part)):
        client.cookies.clear()
        email = f"blns{number}@exemple.fr"
        if post_identity(client, email=email, last_name=text).status_code != 302:
            assert post_identity(client, email=email).status_code == 302
        post_code(client, codes_sent(email)[-1])
        if post_organisation(client, text).status_code != 302:
            post_organisation(client)
        post_territories(client)
        if post_password(client, username=text).status_code != 302:
            assert post_password(client, username=email).status_code == 302
        user = User.objects.get(email=email)
        assert user.username in {sent(text).strip(), email}
    assert Organisation.objects.count() > 100 / PARTS


@pytest.mark.parametrize("check", [validate_person_name, validate_line, validate_findable_name])
@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_the_policies_answer_by_a_sentence_only(check, text):
    try:
        check(text)
    except ValidationError as refusal:
        assert refusal.messages[0]


def test_the_password_of_the_walk_is_strong():
    from django.contrib.auth.password_validation import validate_password

    validate_password(PASSWORD, User(last_name="Lefèvre", email=IDENTITY["email"]))
