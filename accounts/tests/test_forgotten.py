"""« Identifiants oubliés »: the same answer for all, and a link that serves once, for one hour."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PASSWORD, UserFactory
from accounts.services.reset_links import make_reset_token, read_reset_token
from portal.audit.models import AuditEvent
from portal.outbox.models import OutgoingEmail
from portal.web.logs import mask_secrets

pytestmark = pytest.mark.django_db

FORGOTTEN = "/identifiants-oublies/"
FORM = "/reinitialisation/"
NEW_PASSWORD = "Nouveau-Mot2Passe"


@pytest.fixture
def person():
    return UserFactory(username="camille", email="camille@exemple.fr")


def ask(client, email):
    return client.post(FORGOTTEN, {"email": email}, follow=True)


def link_of(mail):
    return re.search(r"http\S+/reinitialisation/\S+", mail.text_body)[0].split("/", 3)[3]


def open_link(client, user):
    return client.get(reverse("accounts:reset", args=[make_reset_token(user)]), follow=True)


def choose(client, password=NEW_PASSWORD):
    return client.post(FORM, {"password": password})


# Asking -------------------------------------------------------------------------------


def test_the_mail_reminds_the_identifier_and_carries_the_link(client, person):
    ask(client, " CAMILLE@exemple.fr ")

    mail = OutgoingEmail.objects.get()
    assert mail.to == person.email
    assert "camille" in mail.text_body
    assert mail.sensitive
    assert mail.expires_at - timezone.now() <= timedelta(hours=1)
    assert client.get("/" + link_of(mail)).url == FORM


def test_the_page_says_the_same_whether_the_account_exists_or_not(client, person):
    UserFactory(email="bloque@exemple.fr", is_active=False)
    pages = []
    for email in [person.email, "inconnu@exemple.fr", "bloque@exemple.fr"]:
        client.session.flush()
        page = ask(client, email)
        pages.append((page.status_code, page.content.decode().replace(email, "ADRESSE")))

    texts = {re.sub(r'value="[^"]{64}"', "", text) for _status, text in pages}
    assert {status for status, _text in pages} == {200}
    assert len(texts) == 1


def test_the_address_is_shown_once_and_not_kept(client, person):
    assert person.email in ask(client, person.email).content.decode()
    assert person.email not in client.session.values()

    again = client.get(reverse("accounts:forgotten_sent")).content.decode()
    assert "à l’adresse que vous avez saisie" in again
    assert person.email not in again


def test_the_same_work_is_done_whether_the_account_exists_or_not(person):
    """Same statements, one mail each: the time taken tells nothing."""
    statements = []
    for email in [person.email, "inconnu@exemple.fr"]:
        with CaptureQueriesContext(connection) as queries:
            Client().post(FORGOTTEN, {"email": email})
        statements.append([query["sql"].split()[0] for query in queries])

    assert statements[0] == statements[1]
    assert OutgoingEmail.objects.count() == 2


def test_an_address_without_account_is_told_so_by_mail_only(client):
    ask(client, "inconnu@exemple.fr")

    mail = OutgoingEmail.objects.get()
    assert mail.kind == "accounts.no_account"
    assert "reinitialisation" not in mail.text_body


@pytest.mark.parametrize("typed", ["", "abc", "a b@exemple.fr", "\x00@exemple.fr", "é" * 10_000])
def test_a_bad_address_is_refused_beside_its_field(client, typed):
    page = client.post(FORGOTTEN, {"email": typed})

    assert page.status_code == 200
    assert page.context["form"].errors["email"]
    assert not OutgoingEmail.objects.exists()


def test_one_account_is_not_flooded(client, person):
    answers = [client.post(FORGOTTEN, {"email": person.email}).status_code for _turn in range(6)]

    assert answers == [302] * 5 + [429]
    assert OutgoingEmail.objects.count() == 5


def test_one_visitor_does_not_ask_for_everybody(client):
    answers = [
        client.post(FORGOTTEN, {"email": f"p{turn}@exemple.fr"}).status_code for turn in range(21)
    ]

    assert answers[-1] == 429


# The link -----------------------------------------------------------------------------


def test_the_token_leaves_the_address_and_the_logs(client, person):
    token = make_reset_token(person)
    response = client.get(f"{FORM}{token}/")

    assert response.url == FORM
    assert token not in client.get(FORM).content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert token not in mask_secrets(f"GET {FORM}{token}/ 302")


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_many_times_changes_nothing(client, person, method):
    for _turn in range(5):
        getattr(client, method)(f"{FORM}{make_reset_token(person)}/")
        getattr(client, method)(FORM)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert client.get(FORM).status_code == 200


def test_a_new_password_is_set_once(client, person):
    open_link(client, person)

    assert choose(client).url == "/connexion/"

    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert OutgoingEmail.objects.get().kind == "accounts.password_changed"
    assert AuditEvent.objects.filter(action="accounts.password_changed").count() == 1


def test_the_rules_stand_beside_the_field(client, person):
    text = open_link(client, person).content.decode()

    assert "data-password-rules" in text
    for rule in ["8 caractères minimum", "1 majuscule", "1 caractère spécial"]:
        assert rule in text


@pytest.mark.parametrize(
    "weak", ["", "court", "motdepasse1!", "Camille@exemple.fr1", "A1!" + "a" * 70]
)
def test_a_weak_password_is_refused_with_the_rule(client, person, weak):
    open_link(client, person)

    page = choose(client, weak)

    assert page.context["form"].errors["password"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_used_link_says_so_and_when(client, person):
    token = make_reset_token(person)
    client.get(f"{FORM}{token}/")
    choose(client)

    client.get(f"{FORM}{token}/")
    page = client.get(FORM)

    text = page.content.decode()
    assert page.status_code == 410
    assert "Il a déjà servi" in text
    assert str(timezone.localdate().year) in text
    assert "Recevoir un nouveau lien" in text


def test_an_expired_link_says_so_and_offers_another_right_there(client, person):
    with time_machine.travel(timezone.now() - timedelta(minutes=61), tick=False):
        token = make_reset_token(person)
    client.get(f"{FORM}{token}/")
    page = client.get(FORM)
    assert "a expiré" in page.content.decode()

    assert choose(client).status_code == 410
    client.post(reverse("accounts:renew_reset"))

    mail = OutgoingEmail.objects.get()
    assert mail.to == person.email
    assert client.get("/" + link_of(mail), follow=True).status_code == 200


def test_the_link_serves_for_one_hour(client, person):
    with time_machine.travel(timezone.now() - timedelta(minutes=59), tick=False):
        token = make_reset_token(person)

    assert client.get(f"{FORM}{token}/", follow=True).status_code == 200


def test_a_second_link_leaves_the_first_valid_until_one_is_used(client, person):
    first, second = make_reset_token(person), make_reset_token(person)
    client.get(f"{FORM}{first}/")
    choose(client)

    assert read_reset_token(second).is_used


def test_a_link_ends_with_the_address_it_was_sent_to(person):
    link = read_reset_token(make_reset_token(person))
    person.email = "autre@exemple.fr"
    person.save()

    assert read_reset_token(make_reset_token(person)).is_used is False
    link.user.refresh_from_db()
    assert link.is_used


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "é" * 300, "WyJ4Il0:1abc:zzz"])
def test_a_forged_link_is_not_understood(client, token):
    client.get(f"{FORM}{token}/")
    page = client.get(FORM)

    assert page.status_code == 410
    assert FORGOTTEN in page.content.decode()
    assert client.post(reverse("accounts:renew_reset")).url == FORGOTTEN
    assert not OutgoingEmail.objects.exists()


def test_the_form_without_link_leads_back(client):
    assert client.get(FORM).status_code == 410
    assert choose(client).status_code == 410


def test_a_double_click_changes_once_and_frightens_nobody(client, person):
    open_link(client, person)
    choose(client)

    response = client.post(FORM, {"password": NEW_PASSWORD}, follow=True)

    assert response.status_code == 410
    assert OutgoingEmail.objects.filter(kind="accounts.password_changed").count() == 1
