"""Change of password and of e-mail address."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.factories import PASSWORD, UserFactory
from accounts.models import EmailChange, TrustedDomain, User
from accounts.services.credentials import (
    AddressNotFree,
    awaited_address,
    change_email,
    erase_expired_email_changes,
)
from portal.outbox.models import OutgoingEmail

pytestmark = pytest.mark.django_db

PASSWORD_PAGE = "/mon-espace/profil/mot-de-passe/"
EMAIL_PAGE = "/mon-espace/profil/courriel/"
CODE_PAGE = "/mon-espace/profil/courriel/code/"
PROFILE = "/mon-espace/profil/"
NEW_PASSWORD = "Nouveau-Mot2Passe"
NEW_EMAIL = "nouvelle@exemple.fr"


@pytest.fixture
def person():
    return UserFactory(email="ancienne@exemple.fr")


@pytest.fixture
def space(client, person):
    client.force_login(person)
    return client


# Password ------------------------------------------------------------------------------


def change(client, current=PASSWORD, new=NEW_PASSWORD):
    return client.post(PASSWORD_PAGE, {"current_password": current, "password": new})


def test_a_new_password_is_told_by_mail_and_signs_other_devices_out(space, person):
    elsewhere = Client()
    elsewhere.force_login(person)

    assert change(space).url == PROFILE

    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)
    assert OutgoingEmail.objects.get().kind == "accounts.password_changed"
    assert space.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302


def test_the_current_password_is_asked(space, person):
    page = change(space, current="Faux!2026")

    assert page.context["form"].errors["current_password"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_weak_password_is_refused(space):
    assert change(space, new="court").context["form"].errors["password"]


def test_guessing_the_current_password_is_limited(space, person):
    answers = [change(space, current="Faux!2026").status_code for _turn in range(11)]

    assert answers == [200] * 10 + [429]


# Address -------------------------------------------------------------------------------


def ask(client, email=NEW_EMAIL, current=PASSWORD):
    return client.post(EMAIL_PAGE, {"email": email, "current_password": current})


def code_sent(email=NEW_EMAIL):
    mail = OutgoingEmail.objects.filter(kind="accounts.email_code", to=email).latest("pk")
    return re.search(r"\b\d{6}\b", mail.subject)[0]


def confirm(client, code):
    return client.post(CODE_PAGE, {"code": code})


@pytest.mark.parametrize("spelling", ["{}-{}", "{}.{}", " {} {}\u00a0"])
def test_the_code_is_taken_as_people_write_it(space, person, spelling):
    ask(space)
    code = code_sent()

    assert confirm(space, spelling.format(code[:3], code[3:])).url == PROFILE


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "\x00", "1" * 50])
def test_what_is_no_code_costs_no_try(space, typed):
    ask(space)
    for _turn in range(6):
        assert confirm(space, typed).context["form"].errors["code"]

    assert confirm(space, code_sent()).url == PROFILE


def test_the_address_changes_once_its_code_is_typed(space, person):
    assert ask(space).url == CODE_PAGE
    person.refresh_from_db()
    assert person.email == "ancienne@exemple.fr"
    code = code_sent()

    assert confirm(space, f"{code[:3]} {code[3:]}").url == PROFILE

    person.refresh_from_db()
    assert person.email == NEW_EMAIL
    assert [row.email for row in person.emailaddress_set.filter(verified=True)] == [NEW_EMAIL]
    told = set(OutgoingEmail.objects.values_list("kind", "to"))
    assert ("accounts.email_changed_old", "ancienne@exemple.fr") in told
    assert ("accounts.email_changed", NEW_EMAIL) in told


def test_an_identifier_that_was_the_address_follows(space, person):
    ask(space)
    confirm(space, code_sent())

    person.refresh_from_db()
    assert person.username == NEW_EMAIL


def test_a_chosen_identifier_stays(space, person):
    User.objects.filter(pk=person.pk).update(username="camille", username_key="camille")
    ask(space)
    confirm(space, code_sent())

    person.refresh_from_db()
    assert (person.username, person.email) == ("camille", NEW_EMAIL)


def test_the_code_page_says_the_same_for_an_address_that_is_taken(space, person):
    UserFactory(email="prise@exemple.fr")
    pages = []
    for email in ["prise@exemple.fr", "libre@exemple.fr"]:
        assert ask(space, email).url == CODE_PAGE
        text = space.get(CODE_PAGE).content.decode().replace(email, "ADRESSE")
        text = re.sub(r'value="[^"]{64}"|data-countdown-until="[^"]*"', "", text)
        pages.append(text)

    assert pages[0] == pages[1]
    kinds = sorted(OutgoingEmail.objects.values_list("kind", flat=True))
    assert kinds == ["accounts.address_taken", "accounts.email_code"]
    assert confirm(space, "123456").context["form"].errors["code"]


@pytest.mark.parametrize("email", ["ANCIENNE@exemple.fr", "pas une adresse", "", "\x00@x.fr"])
def test_addresses_that_will_not_do(space, email):
    assert ask(space, email).context["form"].errors["email"]
    assert not OutgoingEmail.objects.exists()


def test_the_password_is_asked_before_the_code_leaves(space):
    assert ask(space, current="Faux").context["form"].errors["current_password"]
    assert not OutgoingEmail.objects.exists()


def test_wrong_codes_are_counted_and_the_right_one_no_longer_helps(space, person):
    ask(space)
    code = code_sent()
    wrong = "000000" if code != "000000" else "111111"

    messages = [str(confirm(space, wrong).context["form"].errors["code"]) for _turn in range(5)]

    assert "Essais restants" in messages[0]
    assert "Trop de codes" in messages[-1]
    assert confirm(space, code).status_code == 200
    person.refresh_from_db()
    assert person.email == "ancienne@exemple.fr"


def test_a_code_expires_after_a_quarter_of_an_hour(space):
    ask(space)
    code = code_sent()

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert "plus valable" in str(confirm(space, code).context["form"].errors["code"])


def test_asking_again_waits_a_minute_and_leaves_the_first_code_valid(space, person):
    ask(space)
    code = code_sent()

    space.post(f"{CODE_PAGE}renvoyer/")
    assert OutgoingEmail.objects.filter(kind="accounts.email_code").count() == 1

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        space.post(f"{CODE_PAGE}renvoyer/")
        assert OutgoingEmail.objects.filter(kind="accounts.email_code").count() == 2
        confirm(space, code)
    person.refresh_from_db()
    assert person.email == NEW_EMAIL


def test_a_code_confirms_the_address_it_was_sent_to_and_no_other(space, person):
    ask(space)
    code = code_sent()
    ask(space, "troisieme@exemple.fr")

    assert confirm(space, code).status_code == 200
    person.refresh_from_db()
    assert person.email == "ancienne@exemple.fr"


def test_the_code_page_alone_leads_to_the_address_page(space):
    assert space.get(CODE_PAGE).url == EMAIL_PAGE
    assert space.post(f"{CODE_PAGE}renvoyer/").url == EMAIL_PAGE


def test_the_button_of_the_mail_works_after_signing_in_again(space, person):
    ask(space)
    space.logout()
    client = Client()
    client.force_login(person)

    assert NEW_EMAIL in client.get(CODE_PAGE).content.decode()
    assert confirm(client, code_sent()).url == PROFILE
    person.refresh_from_db()
    assert person.email == NEW_EMAIL
    assert not EmailChange.objects.exists()


def test_a_change_left_alone_is_forgotten_after_a_day(space):
    ask(space)
    assert NEW_EMAIL not in str(dict(space.session))

    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert space.get(CODE_PAGE).status_code == 200
        erase_expired_email_changes()
        assert EmailChange.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert awaited_address(EmailChange.objects.get().user) is None
        erase_expired_email_changes()
    assert not EmailChange.objects.exists()


def test_an_address_taken_meanwhile_is_told(space, person):
    ask(space)
    code = code_sent()
    UserFactory(email=NEW_EMAIL)

    assert confirm(space, code).url == EMAIL_PAGE
    person.refresh_from_db()
    assert person.email == "ancienne@exemple.fr"


@pytest.mark.parametrize("taken", [{"email": NEW_EMAIL}, {"username": "Nouvelle@Exemple.fr"}])
def test_the_service_refuses_what_another_account_uses(person, taken):
    UserFactory(**taken)

    with pytest.raises(AddressNotFree):
        change_email(person, NEW_EMAIL)


@pytest.mark.parametrize(
    ("address", "trusted", "status"),
    [
        ("lea@ancienne.exemple.fr", False, "approved"),
        ("lea@perso.exemple", False, "pending"),
        ("lea@perso.exemple", True, "approved"),
    ],
)
def test_a_partner_at_another_domain_is_validated_again(client, address, trusted, status):
    person = UserFactory(partner=True, email="lea.petit@ancienne.exemple.fr")
    if trusted:
        TrustedDomain.objects.create(organisation=person.organisation, domain="perso.exemple")
    client.force_login(person)
    assert "nouvelle validation" in client.get(EMAIL_PAGE).content.decode()
    change_email(person, address)
    person.refresh_from_db()
    assert person.partner_status == status


def test_the_page_says_that_the_account_awaits_validation_again(client):
    person = UserFactory(partner=True)
    client.force_login(person)
    client.post(EMAIL_PAGE, {"email": "lea@perso.exemple", "current_password": PASSWORD})
    page = client.post(CODE_PAGE, {"code": code_sent("lea@perso.exemple")}, follow=True)
    assert "attend à nouveau une validation" in page.content.decode()


def test_the_same_password_again_is_refused(space):
    page = change(space, new=PASSWORD).content.decode()
    assert "C’est déjà votre mot de passe." in page
    assert not OutgoingEmail.objects.exists()
