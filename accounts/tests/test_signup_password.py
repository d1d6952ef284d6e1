"""Steps 4 and 5, and the end."""

import pytest
from allauth.account.models import EmailAddress

from accounts.factories import UserFactory
from accounts.models import Organisation, PartnerRequest, SignupDraft, User
from accounts.services.organisation_types import load_organisation_types
from accounts.services.signup_completion import complete_signup
from portal.outbox.models import OutgoingEmail
from portal.pages.models import Terms, TermsAcceptance
from portal.territories.models import Territory

from .signup import (
    IDENTITY,
    PASSWORD,
    URLS,
    fresh,
    load_some_territories,
    messages_of,
    post_password,
    post_territories,
    reach,
    sign_up,
)

pytestmark = pytest.mark.django_db
DONE = "Votre inscription est validée, vous pouvez maintenant vous connecter."


@pytest.fixture(autouse=True)
def territories(db):
    load_some_territories()


@pytest.fixture
def terms(db):
    from django.utils import timezone

    return Terms.objects.create(version="1", body_fr="Soyez aimables.", published_at=timezone.now())


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


class TestTerritories:
    def test_the_page_names_them_all(self, client):
        reach(client, "territories")
        page = text_of(client.get(URLS["territories"]))
        assert "Région/Département de votre périmètre d’action" in page
        assert "Choisir des régions ou départements" in page and "Sélectionner" in page
        assert page.count('name="territories"') == Territory.objects.count()

    def test_a_region_covers_its_departments(self, client):
        draft = reach(client, "territories")
        brittany = Territory.objects.get(kind="region", code="53")
        finistere = Territory.objects.get(kind="department", code="29")
        north = Territory.objects.get(kind="department", code="59")
        assert post_territories(client, brittany, finistere, north).url == URLS["password"]
        assert set(fresh(draft).territories.all()) == {brittany, north}

    def test_going_back_shows_them_ticked(self, client):
        reach(client, "password")
        page = text_of(client.get(URLS["territories"]))
        assert page.count(" checked") == 1

    @pytest.mark.parametrize("chosen", [[], ["0"], ["9" * 30], ["x"], ["\x00"], ["-1"]])
    def test_at_least_one_of_the_list(self, client, chosen):
        draft = reach(client, "territories")
        response = client.post(URLS["territories"], {"territories": chosen})
        assert "territories" in response.context["form"].errors
        assert not fresh(draft).has_territories


class TestPasswordPage:
    def test_it_shows_the_rules_and_the_identifier(self, client, terms):
        reach(client, "password")
        page = text_of(client.get(URLS["password"]))
        for words in [
            "8 caractères minimum",
            "64 caractères maximum",
            "1 majuscule",
            "1 minuscule",
            "1 chiffre",
            "1 caractère spécial",
            "Évitez un mot de passe courant, votre nom ou votre courriel.",
            "Afficher le mot de passe",
            "conditions générales d’utilisation",
            f'value="{IDENTITY["email"]}"',
            'target="_blank"',
        ]:
            assert words in page

    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("Ab1!xyz", "8 caractères minimum"),
            ("Ab1!" + "x" * 61, "64 caractères maximum"),
            ("marée-haute7", "1 majuscule"),
            ("MARÉE-HAUTE7", "1 minuscule"),
            ("Marée-Haute", "1 chiffre"),
            ("MaréeHaute7", "1 caractère spécial"),
            ("Lefèvre-2026", "ni votre nom ni votre courriel"),
            ("2026-LEFEVRE-a", "ni votre nom ni votre courriel"),
            ("Helene.lefevre@exemple.fr1", "ni votre nom ni votre courriel"),
            ("Azerty-12345", "trop courant"),
        ],
    )
    def test_a_weak_password_is_refused(self, client, password, sentence):
        reach(client, "password")
        assert sentence in text_of(post_password(client, password=password))
        assert not User.objects.exists()

    @pytest.mark.parametrize("password", ["Ab1!" + "é" * 60, "Ab1! xyz", "Zoë-Amélie9"])
    def test_a_strong_one_is_taken(self, client, password):
        reach(client, "password", first_name="Zoé")
        assert post_password(client, password=password).status_code == 302
        assert User.objects.get().check_password(password)

    def test_the_password_never_comes_back_in_the_page(self, client):
        reach(client, "password")
        assert "Ab1!xyz" not in text_of(post_password(client, password="Ab1!xyz"))

    @pytest.mark.parametrize("username", ["helene", "Hélène-L", "h.l_2", IDENTITY["email"].upper()])
    def test_an_identifier_of_ones_own(self, client, username):
        reach(client, "password")
        assert post_password(client, username=username).status_code == 302
        assert User.objects.get().username == username

    @pytest.mark.parametrize(
        "username",
        ["autre@exemple.fr", "a b", "", "@", "***", "\x00", "x" * 255, "\u202ea", "ﷺ" * 60, "＠"],
    )
    def test_what_is_no_identifier_is_refused(self, client, username):
        reach(client, "password")
        assert "username" in post_password(client, username=username).context["form"].errors

    @pytest.mark.parametrize("taken", ["camille", "CAMILLE", "ｃａｍｉｌｌｅ"])
    def test_a_taken_identifier_is_a_sentence(self, client, taken):
        UserFactory(username="Camille")
        reach(client, "password")
        page = text_of(post_password(client, username=taken))
        assert "Cet identifiant est déjà pris." in page and f'value="{taken}"' in page

    def test_the_terms_are_accepted(self, client, terms):
        reach(client, "password")
        assert "terms" in post_password(client, terms="").context["form"].errors
        post_password(client)
        assert TermsAcceptance.objects.get().terms == terms

    def test_terms_that_changed_meanwhile_are_read_again(self, client, terms):
        from django.utils import timezone

        reach(client, "password")
        newer = Terms.objects.create(version="2", body_fr="Mieux.", published_at=timezone.now())
        page = text_of(post_password(client, terms_version=terms.pk))
        assert "viennent de changer" in page and f'value="{newer.pk}"' in page

    def test_the_identifier_is_remembered_when_leaving_for_another_step(self, client):
        reach(client, "password")
        post_password(client, username="marine29", password="x")
        client.get(URLS["territories"])
        assert 'value="marine29"' in text_of(client.get(URLS["password"]))
        assert not any("marine29" in str(value) for value in client.session.values())

    def test_a_remembered_identifier_goes_with_the_end(self, client):
        draft = reach(client, "password")
        post_password(client, username="marine29", password="x")
        assert fresh(draft).username == "marine29"
        post_password(client, username="helene")
        assert fresh(draft).username == ""


class TestEnd:
    def test_an_individual(self, client, terms):
        reach(client, "password")
        response = client.post(
            URLS["password"],
            {
                "username": "helene",
                "password": PASSWORD,
                "terms": "on",
                "terms_version": terms.pk,
            },
            follow=True,
        )
        assert response.redirect_chain[-1][0] == "/connexion/" and DONE in messages_of(response)
        user = User.objects.get()
        assert (user.kind, user.civility, user.last_name, user.first_name) == (
            "individual",
            "mrs",
            "Lefèvre",
            "Hélène",
        )
        assert user.organisation.name == "Association des marins"
        assert user.organisation.origin == Organisation.Origin.SIGNUP
        assert [territory.name for territory in user.territories.all()] == ["Bretagne"]
        assert EmailAddress.objects.get(user=user).verified
        assert client.login(username="helene", password=PASSWORD)
        mail = OutgoingEmail.objects.get(kind="accounts.signup_complete")
        assert "helene" in mail.text_body

    def test_a_partner_waits_for_approval(self, client):
        load_organisation_types()
        user = sign_up(client, kind="partner")
        assert user.is_pending_partner and PartnerRequest.objects.get().user == user
        assert user.organisation_type.name == user.organisation.type.name == "Armée de terre"
        kinds = set(OutgoingEmail.objects.values_list("kind", flat=True))
        assert kinds == {"accounts.signup_code", "accounts.partner_received"}

    def test_the_type_that_a_partner_gives_does_not_change_the_organisation(self, client):
        from .signup import post_organisation

        load_organisation_types()
        existing = Organisation.objects.create(name="CCAS de Lens")
        draft = reach(client, "territories", kind="partner")
        post_organisation(
            client, "CCAS de Lens", picked=existing.pk, type=draft.organisation_type_id
        )
        post_territories(client)
        post_password(client)
        existing.refresh_from_db()
        assert User.objects.get().organisation == existing and existing.type is None

    def test_what_was_typed_is_erased_from_the_draft(self, client):
        draft = reach(client, "password")
        post_password(client)
        draft = fresh(draft)
        assert draft.user and not draft.territories.exists()
        assert {draft.email, draft.last_name, draft.first_name, draft.organisation_name} == {""}

    def test_the_draft_goes_with_the_persons_data(self, client):
        from portal.privacy.registry import registered

        user = sign_up(client)
        data = registered()["accounts.signupdraft"]
        assert len(data.export(user)) == 1
        data.erase(user)
        assert not SignupDraft.objects.exists()

    def test_the_address_wanted_before_is_kept_for_after_the_sign_in(self, client):
        reach(client, "password")
        session = client.session
        session["next"] = "/communautes/"
        session.save()
        post_password(client)
        assert client.session["next"] == "/communautes/"

    def test_a_second_press_finds_the_account(self, client):
        draft = reach(client, "password")
        post_password(client)
        response = client.post(URLS["password"], {"username": "autre", "password": PASSWORD})
        assert response.url == "/connexion/" and User.objects.count() == 1
        again = complete_signup(draft, username="autre", password=PASSWORD, terms=None)
        assert again == User.objects.get()

    def test_nothing_stays_of_an_end_that_fails(self, client, monkeypatch):
        from accounts.services import signup_completion

        def fail(*args):
            raise RuntimeError

        draft = reach(client, "password")
        monkeypatch.setattr(signup_completion, "_empty", fail)
        with pytest.raises(RuntimeError):
            post_password(client)
        assert not User.objects.exists() and not Organisation.objects.exists()
        assert not OutgoingEmail.objects.filter(kind="accounts.signup_complete").exists()
        assert SignupDraft.objects.get().email == draft.email


@pytest.mark.parametrize(("typed", "taken"), [("a", False), ("ab", False), ("abc", True)])
def test_an_identifier_has_three_characters(client, typed, taken):
    reach(client, "password")
    response = post_password(client, username=typed)
    assert (response.status_code == 302) == taken
    if not taken:
        assert "au moins 3 caractères" in text_of(response)
