"""Two tabs, the back button, what others do meanwhile: a plain message, nothing lost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.factories import OrganisationFactory, UserFactory
from accounts.models import SignupDraft, User
from accounts.services.signup import erase_expired_drafts

from .signup import (
    IDENTITY,
    URLS,
    codes_sent,
    fresh,
    load_some_territories,
    messages_of,
    post_code,
    post_identity,
    post_organisation,
    post_password,
    post_territories,
    reach,
)

pytestmark = pytest.mark.django_db
ORDER = ["identity", "confirmation", "organisation", "territories", "password"]


@pytest.fixture(autouse=True)
def territories(db):
    load_some_territories()


def arrival(response):
    return response.redirect_chain[-1][0]


class TestOrder:
    @pytest.mark.parametrize("step", ORDER[1:])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_without_a_draft_one_begins(self, client, step, method):
        response = getattr(client, method)(URLS[step], follow=True)
        assert arrival(response) == URLS["identity"]
        assert "aucune inscription n’est en cours" in messages_of(response).replace("\xa0", " ")

    @pytest.mark.parametrize("done", range(1, 4))
    def test_a_step_skipped_by_its_address_leads_to_the_missing_one(self, client, done):
        reach(client, ORDER[done])
        for later in ORDER[done + 1 :]:
            response = client.get(URLS[later], follow=True)
            assert arrival(response) == URLS[ORDER[done]]
            assert "Terminez d’abord cette étape." in messages_of(response)

    @pytest.mark.parametrize("step", ORDER)
    def test_earlier_steps_stay_open_with_what_was_typed(self, client, step):
        reach(client, "password")
        assert client.get(URLS[step]).status_code == 200

    def test_titles_and_stepper(self, client):
        reach(client, "password")
        names = ["Identité", "Confirmation", "Structure", "Périmètre", "Mot de passe"]
        for number, (step, name) in enumerate(zip(ORDER, names, strict=True), start=1):
            page = client.get(URLS[step]).content.decode().replace("\xa0", " ")
            assert f"étape {number} sur 5 : {name}" in page.split("</title>")[0]
            assert f"Étape {number} sur 5" in page
            assert number == 5 or f"<strong>{names[number]}</strong>" in page
            assert "Aide pour cette étape" in page
            assert "no-store" in client.get(URLS[step])["Cache-Control"]

    def test_what_was_typed_is_kept_though_an_earlier_step_must_be_done_again(self, client):
        """In another tab the address was changed: this tab is at step 3."""
        draft = reach(client, "organisation")
        post_identity(client, email="autre@exemple.fr")
        response = client.post(
            URLS["organisation"], {"name": "Les Marins", "picked": "new"}, follow=True
        )
        assert arrival(response) == URLS["confirmation"]
        assert fresh(draft).organisation_name == "Les Marins"
        post_territories(client)
        post_code(client, codes_sent("autre@exemple.fr")[0])
        response = client.get(URLS["password"])
        assert response.status_code == 200

    def test_two_tabs_make_one_draft(self, client):
        first_tab = client.get(URLS["identity"]).context["form"]["form_id"].value()
        second_tab = client.get(URLS["identity"]).context["form"]["form_id"].value()
        post_identity(client, form_id=first_tab)
        post_identity(client, form_id=second_tab, last_name="Dupont")
        assert SignupDraft.objects.get().last_name == "Dupont"


class TestSignedIn:
    @pytest.mark.parametrize("path", ["/inscription/", *URLS.values()])
    def test_says_that_the_account_exists(self, client, path):
        client.force_login(UserFactory())
        for response in (client.get(path), client.post(path)):
            assert "Vous êtes déjà connecté(e)" in response.content.decode()
        assert not SignupDraft.objects.exists()

    @pytest.mark.parametrize("path", ["renvoyer/", "corriger/"])
    def test_sends_nothing(self, client, path):
        reach(client, "confirmation", email="helene@gmial.com", asked="helene@gmial.com")
        client.force_login(UserFactory())
        assert client.post(f"/inscription/confirmation/{path}").status_code == 302
        assert len(codes_sent("helene@gmial.com")) == 1


class TestResuming:
    def test_the_door_leads_to_the_first_step(self, client):
        assert client.get("/inscription/").url == URLS["identity"]

    def test_the_door_offers_to_resume(self, client):
        reach(client, "organisation")
        page = client.get("/inscription/").content.decode()
        assert "étape 3 sur 5" in page and URLS["organisation"] in page

    def test_or_to_begin_again(self, client):
        reach(client, "organisation")
        response = client.post("/inscription/", follow=True)
        assert arrival(response) == URLS["identity"] and not SignupDraft.objects.exists()
        assert "Lefèvre" not in response.content.decode()

    def test_another_browser_sees_nothing(self, client):
        reach(client, "password")
        client.cookies.clear()
        assert "Lefèvre" not in client.get(URLS["identity"]).content.decode()
        assert client.get("/inscription/").url == URLS["identity"]

    def test_after_24_hours_it_is_said_and_erased(self, client):
        reach(client, "territories")
        with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
            response = client.get(URLS["territories"], follow=True)
            assert arrival(response) == URLS["identity"]
            assert "n’a pas été terminée dans les 24 heures" in messages_of(response)
            erase_expired_drafts()
        assert not SignupDraft.objects.exists()

    def test_a_draft_that_ends_between_page_and_post(self, client):
        draft = reach(client, "password")
        SignupDraft.objects.filter(pk=draft.pk).delete()
        response = post_password(client)
        assert response.url == URLS["identity"] and not User.objects.exists()

    def test_younger_drafts_stay(self, client):
        reach(client, "territories")
        with time_machine.travel(timezone.now() + timedelta(hours=23)):
            erase_expired_drafts()
            assert client.get(URLS["territories"]).status_code == 200


class TestFinished:
    def finish(self, client):
        reach(client, "password")
        post_password(client)

    @pytest.mark.parametrize("step", ORDER[1:])
    def test_the_later_steps_say_that_it_is_done(self, client, step):
        self.finish(client)
        for response in (client.get(URLS[step], follow=True), client.post(URLS[step], follow=True)):
            assert arrival(response) == "/connexion/"
            assert "Votre inscription est validée" in messages_of(response)

    def test_somebody_else_can_sign_up_in_the_same_browser(self, client):
        self.finish(client)
        assert client.get("/inscription/").url == URLS["identity"]
        assert "helene" not in client.get(URLS["identity"]).content.decode()
        assert post_identity(client, email="autre@exemple.fr").url == URLS["confirmation"]

    def test_the_first_page_left_open_sent_again_says_that_it_is_done(self, client):
        form_id = client.get(URLS["identity"]).context["form"]["form_id"].value()
        post_identity(client, form_id=form_id)
        post_code(client, codes_sent()[0])
        post_organisation(client)
        post_territories(client)
        post_password(client)
        assert post_identity(client, form_id=form_id).url == "/connexion/"
        assert SignupDraft.objects.count() == 1


class TestMeanwhile:
    def test_the_organisation_is_deleted(self, client):
        organisation = OrganisationFactory(name="CCAS de Lens")
        draft = reach(client, "organisation")
        post_organisation(client, "CCAS de Lens", picked=organisation.pk)
        post_territories(client)
        organisation.delete()
        response = client.post(
            URLS["password"], {"username": "helene", "password": "x"}, follow=True
        )
        assert arrival(response) == URLS["organisation"]
        assert "n’existe plus" in messages_of(response)
        assert 'value="CCAS de Lens"' in response.content.decode()
        post_organisation(client, "CCAS de Lens", picked="")
        assert fresh(draft).organisation_is_new
        assert post_password(client).url == "/connexion/"

    def test_the_address_is_taken(self, client):
        reach(client, "password")
        UserFactory(email=IDENTITY["email"])
        page = post_password(client, username="helene").content.decode()
        assert "Vous avez déjà un compte" in page
        assert "/connexion/" in page and "/identifiants-oublies/" in page
        assert User.objects.count() == 1

    def test_the_identifier_is_taken(self, client):
        draft = reach(client, "password")
        UserFactory(username="helene")
        response = post_password(client, username="helene")
        assert "Cet identifiant est déjà pris." in response.content.decode()
        assert fresh(draft).is_live
        assert post_password(client, username="helene29").url == "/connexion/"

    def test_the_name_of_the_new_organisation_is_declared_by_somebody_else(self, client):
        reach(client, "password")
        declared = OrganisationFactory(name="ASSOCIATION DES MARINS")
        post_password(client)
        assert User.objects.get().organisation == declared

    def test_the_address_is_corrected_in_another_tab_while_its_code_is_typed(self, client):
        from accounts.services import signup as services

        draft = reach(client, "confirmation")
        stale = SignupDraft.objects.get(pk=draft.pk)
        post_identity(client, email="autre@exemple.fr")
        with pytest.raises(services.AddressChanged):
            services.confirm_address(stale, codes_sent()[0])
        assert not fresh(draft).has_confirmed_email
