"""Sign-in and sign-out, and what we rely on in django-allauth."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.contrib.messages import get_messages
from django.core import signing
from django.core.cache import cache
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from accounts.auth import AccountAdapter, IdentifierBackend, find_account
from accounts.factories import PASSWORD, UserFactory
from accounts.models import User
from accounts.services.devices import COOKIE
from accounts.services.verified_emails import replace_verified_email
from portal.outbox.models import OutgoingEmail

pytestmark = pytest.mark.django_db

LOGIN = "/connexion/"
DASHBOARD = "/mon-espace/"
WRONG = "L’identifiant ou le mot de passe est incorrect."


@pytest.fixture
def person():
    return UserFactory(username="camille", email="Camille.Édouard@exemple.fr")


def sign_in(client, identifier, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": identifier, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_labels_of_the_printed_guide(client):
    text = client.get(LOGIN).content.decode()

    for label in ["Identifiant", "Mot de passe", "Se connecter"]:
        assert label in text
    assert "Identifiant ou mot de passe oublié" in text
    assert reverse("accounts:forgotten") in text


@pytest.mark.parametrize(
    "typed",
    [
        "camille",
        "CAMILLE",
        " camille ",
        "camille.édouard@exemple.fr",
        "CAMILLE.ÉDOUARD@EXEMPLE.FR",
        "camille.e\u0301douard@exemple.fr",
        "\u00a0camille.édouard@exemple.fr\u200b",
    ],
)
def test_identifier_or_address_in_any_case(client, person, typed):
    response = sign_in(client, typed)

    assert response.url == DASHBOARD
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("identifier", "password"),
    [("camille", "Autre!2026"), ("inconnue", PASSWORD), ("inconnue@exemple.fr", PASSWORD)],
)
def test_a_refusal_says_nothing_of_what_exists(client, person, identifier, password):
    response = sign_in(client, identifier, password)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert identifier in response.content.decode()
    assert not is_signed_in(client)


def test_an_unknown_account_costs_a_hash_too(person, monkeypatch, rf):
    """Constant time: whoever is unknown is hashed for once, like whoever is known."""
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    monkeypatch.setattr(User, "check_password", lambda self, raw: hashed.append(raw) or False)

    for identifier in ["camille", "inconnue", "inconnue@exemple.fr"]:
        IdentifierBackend().authenticate(rf.post("/"), username=identifier, password="Xy!12345")

    assert hashed == ["Xy!12345"] * 3


@pytest.mark.parametrize("typed", ["\x00", "é" * 254, "a" * 10_000, "' OR 1=1 --", "😀"])
def test_odd_identifiers_are_refused_with_a_sentence(client, typed):
    response = sign_in(client, typed)

    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_deactivated_account_is_told_so(client, person):
    person.is_active = False
    person.save()

    response = sign_in(client, "camille")

    assert response.url == LOGIN
    assert "désactivé" in str(next(iter(get_messages(response.wsgi_request))))
    assert not is_signed_in(client)


def test_an_account_made_by_hand_signs_in_too(client):
    """createsuperuser confirms no address: allauth must not send its own mail for it."""
    User.objects.create_superuser("chef", "chef@exemple.fr", PASSWORD)

    assert sign_in(client, "chef").url == DASHBOARD
    assert not OutgoingEmail.objects.exists()


# Where one goes next ---------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["/communautes/?theme=emploi", "/formations/"])
def test_back_to_the_page_that_asked(client, person, wanted):
    assert sign_in(client, "camille", next=wanted).url == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "javascript:alert(1)",
        "https:///ailleurs.example",
        "\\\\ailleurs.example",
        "http://127.0.0.1/gestion/",
    ],
)
def test_never_to_another_site(client, person, wanted):
    assert sign_in(client, "camille", next=wanted).url == DASHBOARD
    client.logout()
    session = client.session
    session["next"] = wanted
    session.save()
    assert sign_in(client, "camille").url == DASHBOARD


def test_the_page_kept_through_the_sign_up(client, person):
    session = client.session
    session["next"] = "/communautes/emploi/rejoindre/"
    session.save()

    assert sign_in(client, "camille").url == "/communautes/emploi/rejoindre/"
    assert "next" not in client.session


def test_the_kept_page_does_not_outlive_a_sign_in_that_went_elsewhere(client, person):
    client.get("/")
    session = client.session
    session["next"] = "/communautes/emploi/rejoindre/"
    session.save()

    assert sign_in(client, "camille", next="/formations/").url == "/formations/"
    assert "next" not in client.session


def test_the_signed_in_are_led_to_their_space(client, person):
    client.force_login(person)

    assert client.get(LOGIN).url == DASHBOARD


# Limits ------------------------------------------------------------------------------


TOO_MANY = "Trop d’essais"


def answers(client, names):
    """What the page says to a wrong password under each of these names in turn."""
    pages = [sign_in(client, name, "Faux!2026") for name in names]
    return [str(page.context["form"].non_field_errors()) for page in pages]


@pytest.mark.parametrize(
    "spellings",
    [
        ("zoe@exemple.fr", "zo e@exemple.fr"),
        ("zoe@exemple.fr", "zo\u200be@exemple.fr"),
        ("ZOE@exemple.fr", "\uff5aoe@exemple.fr"),
        ("zoe@exemple.fr", "zoe-7"),
        ("zoe-7", "zoe\u200b-7"),
        ("zoe-7", "zo e-7"),
    ],
)
def test_the_limit_answers_alike_whether_there_is_an_account_or_not(client, spellings):
    names = [spellings[turn % 2] for turn in range(9)]
    unknown = answers(client, names)
    cache.clear()
    UserFactory(username="zoe-7", email="zoe@exemple.fr")

    assert answers(client, names) == unknown


def test_too_many_attempts_at_one_name_are_told(client, person):
    said = answers(client, ["camille"] * 6)

    assert WRONG in said[4]
    assert TOO_MANY in said[5]
    assert TOO_MANY in str(sign_in(client, "camille").context["form"].non_field_errors())


def test_attempts_add_up_over_both_names_and_are_refused_like_a_wrong_password(client, person):
    answers(client, ["camille", person.email] * 4)

    response = sign_in(client, "camille")

    assert not is_signed_in(client)
    assert response.context["form"].non_field_errors() == [WRONG]


def test_signing_in_does_not_count_as_a_failed_attempt(client, person):
    for _turn in range(9):
        assert sign_in(client, "camille").url == DASHBOARD
        client.logout()


def test_one_address_is_limited_over_all_accounts(client):
    pages = [sign_in(client, f"inconnue{turn}", "Faux!2026") for turn in range(31)]

    assert pages[0].status_code == 200
    assert pages[-1].status_code == 429
    assert "Retry-After" in pages[-1].headers


# Devices --------------------------------------------------------------------------------


def warnings():
    return OutgoingEmail.objects.filter(kind="accounts.new_device")


def test_a_new_device_is_told_once(client, person):
    User.objects.update(last_login=timezone.now())
    agent = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0"}

    client.post(LOGIN, {"login": "camille", "password": PASSWORD}, **agent)
    mail = warnings().get()
    assert (mail.to, "Firefox" in mail.text_body) == (person.email, True)

    client.post("/deconnexion/")
    sign_in(client, "camille")
    assert warnings().count() == 1


def test_the_first_sign_in_is_no_news(client, person):
    sign_in(client, "camille")

    assert not warnings().exists()
    assert client.cookies[COOKIE]["httponly"]


def test_a_shared_device_knows_each_account_by_itself(client, person):
    other = UserFactory(username="dominique")
    User.objects.update(last_login=timezone.now())

    for name in ["camille", "dominique", "camille"]:
        sign_in(client, name)
        client.post("/deconnexion/")

    assert sorted(warnings().values_list("to", flat=True)) == sorted([person.email, other.email])


@pytest.mark.parametrize(
    "cookie",
    ["", "abc", signing.dumps(["x"], salt="other")],
    ids=["empty", "words", "signed for something else"],
)
def test_a_forged_device_is_a_new_one(client, person, cookie):
    User.objects.update(last_login=timezone.now())
    client.cookies[COOKIE] = cookie

    sign_in(client, "camille")

    assert warnings().count() == 1


# Signing out ----------------------------------------------------------------------------


def test_signing_out_needs_a_post(client, person):
    client.force_login(person)

    page = client.get("/deconnexion/")
    assert "Se déconnecter" in page.content.decode()
    assert is_signed_in(client)

    assert client.post("/deconnexion/").url == "/"
    assert not is_signed_in(client)


# What we rely on in allauth -------------------------------------------------------------


def test_only_our_two_pages_of_allauth_are_there():
    mounted = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "socialaccount_", "mfa_"))
    }
    assert mounted == {"account_login", "account_logout"}


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_inactive"]
)
def test_other_pages_of_allauth_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "send",
    [
        lambda adapter, user: adapter.send_mail(
            "account/email/login_code", user.email, {"user": user, "code": "AB12CD"}
        ),
        lambda adapter, user: adapter.send_notification_mail(
            "account/email/password_changed", user, {"user": user}
        ),
    ],
    ids=["a code", "a notification"],
)
def test_its_mail_leaves_through_the_outbox(send, person, rf, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    replace_verified_email(person)
    request = rf.get("/")
    with request_context(request):
        send(get_adapter(request), person)

    mail = OutgoingEmail.objects.get()
    assert (mail.to, mail.recipient, mail.sensitive) == (person.email, person, True)
    assert mail.kind.startswith("allauth.") and mail.subject and mail.text_body
    assert mail.expires_at
    assert not mailoutbox


def test_the_hooks_that_we_override_still_exist():
    base, backend = AccountAdapter.__mro__[1], IdentifierBackend.__mro__[1]
    for name in [
        "is_safe_url",
        "get_login_redirect_url",
        "_get_login_attempts_cache_key",
        "respond_user_inactive",
        "send_mail",
        "render_mail",
        "add_message",
        "login",
        "logout",
        "post_login",
    ]:
        assert hasattr(base, name), name
    for name in ["_authenticate", "_check_password", "_mitigate_timing_attack"]:
        assert hasattr(backend, name), name
    codes = {"username_password_mismatch", "email_password_mismatch", "too_many_login_attempts"}
    assert codes <= set(base.error_messages)


def test_one_verified_address_per_account(person):
    replace_verified_email(person)
    person.email = "nouvelle@exemple.fr"
    person.save()
    replace_verified_email(person)

    (row,) = person.emailaddress_set.all()
    assert (row.email, row.verified, row.primary) == ("nouvelle@exemple.fr", True, True)


def test_finding_an_account_prefers_the_identifier(person):
    assert find_account("camille") == person
    assert find_account("personne") is None
