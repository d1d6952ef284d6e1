"""Step 1, and what it sends."""

import base64
import json
import uuid

import altcha
import pytest
from django.core.cache import caches
from django_altcha import get_altcha_challenge

from accounts.factories import UserFactory
from accounts.models import SignupDraft, User
from portal.outbox.models import OutgoingEmail

from .signup import IDENTITY, URLS, codes_sent, draft_of, fresh, post_code, post_identity, reach

pytestmark = pytest.mark.django_db


def solved_challenge():
    challenge = get_altcha_challenge(max_number=50)
    solution = altcha.solve_challenge(
        challenge.challenge, challenge.salt, challenge.algorithm, challenge.max_number
    )
    payload = {
        "algorithm": challenge.algorithm,
        "challenge": challenge.challenge,
        "number": solution.number,
        "salt": challenge.salt,
        "signature": challenge.signature,
    }
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_the_page_says_where_one_is_and_whom_to_ask(client):
    page = client.get(URLS["identity"]).content.decode().replace("\xa0", " ")
    for words in [
        "Étape 1 sur 5",
        "Identité",
        "Confirmation",
        "Vous êtes",
        "Particulier",
        "Partenaire emploi",
        "Civilité",
        "Mme",
        "M.",
        "Ne souhaite pas préciser",
        "Nom",
        "Prénom",
        "Courriel",
        "adresse électronique professionnelle",
        "Je ne suis pas un robot",
        "Vous rencontrez une difficulté pour vous inscrire ou accéder à la communauté ?",
        "assistance@portail.example",
        "/aide/#etape-1-identite",
        "Responsable du traitement",
        "Source des données",
        "Finalité",
        "Base légale",
        "article 6.1.b du RGPD",
        "Destinataires",
        "Durée de conservation",
        "Vos droits",
        "Délégué à la protection des données",
        "dpo@portail.example",
        "Autorité de contrôle",
    ]:
        assert words in page


def test_reading_the_page_keeps_nothing(client):
    client.get(URLS["identity"])
    assert not SignupDraft.objects.exists() and not client.session.keys()


def test_the_step_saves_a_draft_sends_a_code_and_makes_no_account(client):
    response = post_identity(client)
    assert response.url == URLS["confirmation"]
    draft = draft_of(client)
    assert {name: getattr(draft, name) for name in IDENTITY if name != "without_proof"} == {
        name: value for name, value in IDENTITY.items() if name != "without_proof"
    }
    assert len(codes_sent()) == 1
    assert not User.objects.exists()


def test_the_mail_holds_the_code_and_the_link_but_no_name(client):
    """Whoever typed the name may not be the one who reads the mail."""
    post_identity(client, first_name="Gagnez un lot")
    mail = OutgoingEmail.objects.get()
    for body in (mail.text_body, mail.html_body):
        assert codes_sent()[0] in body and "/inscription/confirmation/" in body
        assert "Gagnez" not in body
    assert mail.sensitive and mail.expires_at


@pytest.mark.parametrize("field", ["kind", "civility", "last_name", "first_name", "email"])
def test_everything_is_required(client, field):
    response = post_identity(client, **{field: ""})
    assert response.status_code == 200 and field in response.context["form"].errors
    assert not SignupDraft.objects.exists() and not OutgoingEmail.objects.exists()


def test_what_was_typed_is_kept_beside_an_error(client):
    page = post_identity(client, email="helene@").content.decode()
    assert 'value="Lefèvre"' in page and 'value="helene@"' in page
    assert "<title>Erreur" in page.replace("\xa0", " ")


def test_the_address_is_stored_without_case_or_stray_spaces(client):
    post_identity(client, email=" Helene.LEFEVRE@Exemple.FR\u200b ")
    assert draft_of(client).email == "helene.lefevre@exemple.fr"


class TestKnownAddress:
    """Nothing tells a stranger whether an address has an account."""

    def answer(self, client, email):
        response = client.post(URLS["identity"], {**IDENTITY, "email": email}, follow=True)
        page = response.content.decode().replace(email, "ADRESSE")
        return response.redirect_chain, response.status_code, _without_tokens(page)

    def test_the_pages_are_the_same(self, client, client_two):
        UserFactory(email="connue@exemple.fr")
        known = self.answer(client, "connue@exemple.fr")
        unknown = self.answer(client_two, "inconnu@exemple.fr")
        assert known == unknown

    def test_the_statements_are_as_many(self, client, client_two):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        UserFactory(email="connue@exemple.fr")
        counts = []
        for browser, email in [(client, "connue@exemple.fr"), (client_two, "autre@exemple.fr")]:
            with CaptureQueriesContext(connection) as queries:
                post_identity(browser, email=email)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("typed", ["connue@exemple.fr", "CONNUE@exemple.fr "])
    def test_the_mail_says_so_instead(self, client, typed):
        UserFactory(email="connue@exemple.fr")
        post_identity(client, email=typed)
        mail = OutgoingEmail.objects.get()
        assert mail.kind == "accounts.signup_address_known"
        assert "Vous avez déjà un compte" in mail.subject
        assert "/connexion/" in mail.text_body and "/identifiants-oublies/" in mail.text_body

    def test_no_code_opens_the_next_step(self, client):
        UserFactory(email="connue@exemple.fr")
        post_identity(client, email="connue@exemple.fr")
        page = post_code(client, "123456").content.decode()
        assert "Ce code est incorrect. Il vous reste 4 essais." in page


def _without_tokens(page):
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r'data-countdown-until="[^"]+"', "", page)


class TestProofOfWork:
    def test_it_is_asked_where_scripts_run(self, client):
        response = post_identity(client, without_proof="")
        assert "proof" in response.context["form"].errors
        assert not SignupDraft.objects.exists()

    def test_a_right_answer_is_taken_once(self, client, client_two):
        proof = solved_challenge()
        assert post_identity(client, without_proof="", proof=proof).status_code == 302
        refused = post_identity(client_two, without_proof="", proof=proof)
        assert "proof" in refused.context["form"].errors

    def test_the_browser_is_told_how_far_to_search(self, client):
        challenge = client.get("/inscription/verification/").json()
        page = client.get(URLS["identity"]).content.decode()
        assert f'maxnumber="{challenge["max_number"]}"' in page

    def test_a_question_about_the_address_does_not_spend_it(self, client):
        typed = {"email": "helene@gmial.com", "without_proof": "", "proof": solved_challenge()}
        assert typed["proof"] in post_identity(client, **typed).content.decode()
        again = post_identity(client, **typed, asked=typed["email"], address="helene@gmail.com")
        assert again.url == URLS["confirmation"]

    @pytest.mark.parametrize("proof", ["x", "e30=", "\x00", "[]", "é" * 5000, "bnVsbA=="])
    def test_a_forged_answer_is_refused_with_a_sentence(self, client, proof):
        response = post_identity(client, without_proof="", proof=proof)
        assert response.status_code == 200 and "proof" in response.context["form"].errors

    def test_an_answer_sent_with_a_faulty_form_is_kept(self, client):
        proof = solved_challenge()
        page = post_identity(client, without_proof="", proof=proof, last_name="").content.decode()
        assert f'value="{proof}"' in page
        assert post_identity(client, without_proof="", proof=proof).status_code == 302

    def test_it_is_not_asked_again_to_correct_the_address(self, client):
        reach(client, "confirmation")
        assert "<altcha-widget" not in client.get(URLS["identity"]).content.decode()
        response = post_identity(client, without_proof="", email="autre@exemple.fr")
        assert response.url == URLS["confirmation"]

    def test_without_it_fewer_may_begin_from_one_place(self, client):
        for number in range(10):
            client.session.flush()
            client.cookies.clear()
            assert post_identity(client, email=f"p{number}@exemple.fr").status_code == 302
        client.cookies.clear()
        response = post_identity(client, email="p10@exemple.fr")
        assert response.status_code == 429 and response["Retry-After"]
        client.cookies.clear()
        proved = post_identity(client, without_proof="", proof=solved_challenge())
        assert proved.status_code == 302

    def test_one_answer_does_not_write_to_many_addresses(self, client):
        proof = solved_challenge()
        post_identity(client, email="p@exemple.fr", without_proof="", proof=proof)
        answers = [
            post_identity(client, email=f"p{number}@exemple.fr").status_code for number in range(11)
        ]
        assert answers == [302] * 10 + [429]
        assert not codes_sent("p10@exemple.fr")
        corrected = post_identity(client, email="p9@exemple.fr", last_name="Dupont")
        assert corrected.status_code == 302

    def test_naming_ones_own_draft_does_not_write_to_others(self, client, client_two):
        """The address of an earlier draft beside another one: that is no second click."""
        form_id = uuid.uuid4()
        post_identity(client, form_id=form_id, email="moi@exemple.fr")
        response = post_identity(
            client_two,
            form_id=form_id,
            email="autre@exemple.fr",
            address="moi@exemple.fr",
            without_proof="",
        )
        assert response.status_code == 200
        assert not codes_sent("autre@exemple.fr")

    def test_the_challenge_is_new_each_time(self, client):
        first, second = (client.get("/inscription/verification/") for _ in range(2))
        assert first.json()["challenge"] != second.json()["challenge"]
        assert "no-store" in first["Cache-Control"]


class TestTwice:
    def test_a_double_click_makes_one_draft_and_one_code(self, client, client_two):
        """Both requests leave before the first answer has set the cookie."""
        form_id = uuid.uuid4()
        proof = solved_challenge()
        first = post_identity(client, form_id=form_id, without_proof="", proof=proof)
        second = post_identity(client_two, form_id=form_id, without_proof="", proof=proof)
        assert first.url == second.url == URLS["confirmation"]
        assert SignupDraft.objects.count() == 1 and len(codes_sent()) == 1
        assert draft_of(client) == draft_of(client_two)

    def test_the_form_of_somebody_else_gives_nothing(self, client, client_two):
        form_id = uuid.uuid4()
        post_identity(client, form_id=form_id)
        post_identity(client_two, form_id=form_id, email="autre@exemple.fr", last_name="Autre")
        assert draft_of(client) != draft_of(client_two)
        assert draft_of(client).last_name == "Lefèvre"

    def test_a_confirmed_draft_is_not_reached_by_its_form(self, client, client_two):
        form_id = uuid.uuid4()
        post_identity(client, form_id=form_id)
        post_code(client, codes_sent()[0])
        post_identity(client_two, form_id=form_id)
        assert not draft_of(client_two).has_confirmed_email

    def test_going_back_keeps_what_was_typed_and_the_confirmation(self, client):
        draft = reach(client, "organisation")
        page = client.get(URLS["identity"]).content.decode()
        assert 'value="Lefèvre"' in page and 'value="helene.lefevre@exemple.fr"' in page
        response = post_identity(client, first_name="Héloïse")
        assert response.url == URLS["organisation"]
        assert fresh(draft).first_name == "Héloïse" and fresh(draft).has_confirmed_email

    def test_another_address_is_confirmed_again(self, client):
        draft = reach(client, "organisation")
        assert post_identity(client, email="autre@exemple.fr").url == URLS["confirmation"]
        assert not fresh(draft).has_confirmed_email
        assert len(codes_sent("autre@exemple.fr")) == 1


def test_one_address_is_sent_ten_codes_an_hour_at_most(client):
    for _number in range(10):
        client.cookies.clear()
        post_identity(client, without_proof="", proof=solved_challenge())
    client.cookies.clear()
    response = post_identity(client, without_proof="", proof=solved_challenge())
    assert response.status_code == 429
    assert OutgoingEmail.objects.count() == 10


@pytest.fixture
def client_two():
    from django.test import Client

    return Client()


def test_a_cache_that_is_down_stops_nobody(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(caches["limits"]), "add", refuse)
    monkeypatch.setattr(type(caches["limits"]), "incr", refuse)
    assert post_identity(client).status_code == 302
