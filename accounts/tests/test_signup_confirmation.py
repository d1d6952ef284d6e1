"""Step 2: the code, the dialog, the corrections."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.factories import UserFactory
from accounts.models import SignupDraft, User
from portal.outbox.models import OutgoingEmail

from .signup import (
    IDENTITY,
    URLS,
    codes_sent,
    draft_of,
    fresh,
    messages_of,
    post_code,
    post_identity,
    reach,
)

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RESEND = "/inscription/confirmation/renvoyer/"
CORRECT = "/inscription/confirmation/corriger/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


def wrong_code():
    return next(code for code in ("000000", "111111") if code not in codes_sent())


def test_the_code_of_the_mail_leads_on(client):
    draft = reach(client, "confirmation")
    assert post_code(client, codes_sent()[0]).url == URLS["organisation"]
    assert fresh(draft).has_confirmed_email and not User.objects.exists()


@pytest.mark.parametrize("style", ["{0}{1}{2} {3}{4}{5}", " {0}{1}{2}-{3}{4}{5}\u00a0"])
def test_the_code_may_be_typed_with_spaces(client, style):
    reach(client, "confirmation")
    assert post_code(client, style.format(*codes_sent()[0])).url == URLS["organisation"]


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "\x00", "९" * 6000])
def test_what_is_not_six_digits_costs_no_try(client, typed):
    reach(client, "confirmation")
    for _ in range(6):
        assert "code" in post_code(client, typed).context["form"].errors
    assert post_code(client, codes_sent()[0]).status_code == 302


def test_the_fifth_wrong_code_is_the_last(client, clock):
    reach(client, "confirmation")
    for left in (4, 3, 2):
        assert f"Il vous reste {left} essais." in text_of(post_code(client, wrong_code()))
    assert "Il vous reste 1 essai." in text_of(post_code(client, wrong_code()))
    assert "Trop de codes erronés" in text_of(post_code(client, wrong_code()))
    page = text_of(post_code(client, codes_sent()[0]))
    assert "Vous pourrez demander un nouveau code à 10 h 15" in page


def test_an_expired_code_says_so_and_a_new_one_works(client, clock):
    reach(client, "confirmation")
    clock.shift(timedelta(minutes=15))
    assert "Ce code n’est plus valable." in text_of(post_code(client, codes_sent()[0]))
    client.post(RESEND)
    assert post_code(client, codes_sent()[1]).url == URLS["organisation"]


class TestDialog:
    def test_it_offers_all_ways_on(self, client, clock):
        reach(client, "confirmation")
        page = text_of(client.get(URLS["confirmation"]))
        dialog = page[page.index("<dialog") : page.index("</dialog>")]
        for words in [
            "Vous n’avez pas reçu de code ?",
            "helene.lefevre@exemple.fr",
            "Renvoyer un code",
            URLS["identity"],
            "assistance@portail.example",
            "Fermer",
            "Vous pourrez demander un autre code à 10 h 01",
            'data-countdown-until="2026-03-02T10:01:00+01:00"',
        ]:
            assert words in dialog

    def test_a_new_code_leaves_the_earlier_one_valid(self, client, clock):
        reach(client, "confirmation")
        clock.shift(timedelta(minutes=1))
        response = client.post(RESEND, follow=True)
        assert f"Un nouveau code a été envoyé à {IDENTITY['email']}. Les" in messages_of(response)
        first, _second = codes_sent()
        assert post_code(client, first).url == URLS["organisation"]

    def test_tries_go_over_to_the_new_code(self, client, clock):
        reach(client, "confirmation")
        post_code(client, wrong_code())
        clock.shift(timedelta(minutes=1))
        client.post(RESEND)
        assert "Il vous reste 3 essais." in text_of(post_code(client, wrong_code()))

    def test_too_soon_sends_nothing_and_says_so(self, client, clock):
        reach(client, "confirmation")
        response = client.post(RESEND, follow=True)
        assert "Un code vient d’être envoyé." in messages_of(response)
        assert len(codes_sent()) == 1

    def test_five_an_hour(self, client, clock):
        reach(client, "confirmation")
        for _ in range(6):
            clock.shift(timedelta(minutes=2))
            client.post(RESEND)
        assert len(codes_sent()) == 5

    def test_get_sends_nothing(self, client):
        reach(client, "confirmation")
        assert client.get(RESEND).status_code == 405
        assert client.get(CORRECT).status_code == 405

    def test_a_known_address_is_answered_alike(self, client, clock):
        UserFactory(email="connue@exemple.fr")
        reach(client, "confirmation", email="connue@exemple.fr")
        clock.shift(timedelta(minutes=1))
        response = client.post(RESEND, follow=True)
        assert "Un nouveau code a été envoyé à connue@exemple.fr." in messages_of(response)
        kinds = set(OutgoingEmail.objects.values_list("kind", flat=True))
        assert kinds == {"accounts.signup_address_known"}


class TestTypo:
    def test_a_likely_typo_gets_a_suggestion_never_a_refusal(self, client):
        asked = post_identity(client, email="helene@gmial.com")
        assert not asked.context["form"].errors and not SignupDraft.objects.exists()
        assert 'value="helene@gmail.com"' in text_of(asked)
        kept = post_identity(client, email="helene@gmial.com", asked="helene@gmial.com")
        assert kept.url == URLS["confirmation"]
        page = text_of(client.get(URLS["confirmation"]))
        assert "Vouliez-vous dire <strong>helene@gmail.com</strong> ?" in page
        assert "Oui, utiliser helene@gmail.com" in page
        assert post_code(client, codes_sent("helene@gmial.com")[0]).url == URLS["organisation"]

    def test_taking_it_in_the_first_step_sends_the_code_there(self, client):
        post_identity(
            client, email="helene@gmial.com", asked="helene@gmial.com", address="helene@gmail.com"
        )
        assert draft_of(client).email == "helene@gmail.com"
        assert len(codes_sent("helene@gmail.com")) == 1 and not codes_sent("helene@gmial.com")

    def test_another_typo_is_asked_about_again(self, client):
        asked = post_identity(
            client, email="helene@gmai.com", asked="helene@gmial.com", address="other@gmail.com"
        )
        assert asked.context["form"].asks_address and not SignupDraft.objects.exists()

    def test_an_address_kept_as_typed_is_not_asked_about_again(self, client):
        reach(client, "confirmation", email="helene@gmial.com", asked="helene@gmial.com")
        response = post_identity(client, email="helene@gmial.com", last_name="Dupont")
        assert response.url == URLS["confirmation"]

    def test_pressing_twice_says_the_same_and_sends_one_code(self, client):
        reach(client, "confirmation", email="helene@gmial.com", asked="helene@gmial.com")
        for _press in range(2):
            response = client.post(CORRECT, {"address": "helene@gmail.com"}, follow=True)
            assert messages_of(response) == "Un nouveau code a été envoyé à helene@gmail.com."
        assert len(codes_sent("helene@gmail.com")) == 1

    def test_much_later_it_does_not_claim_to_have_sent_one(self, client, clock):
        reach(client, "confirmation", email="helene@gmial.com", asked="helene@gmial.com")
        client.post(CORRECT, {"address": "helene@gmail.com"}, follow=True)
        clock.shift(timedelta(minutes=5))
        response = client.post(CORRECT, {"address": "helene@gmail.com"}, follow=True)
        assert not messages_of(response)
        assert len(codes_sent("helene@gmail.com")) == 1

    def test_taking_it_sends_a_code_there(self, client):
        draft = reach(client, "confirmation", email="helene@gmial.com", asked="helene@gmial.com")
        response = client.post(CORRECT, follow=True)
        assert response.redirect_chain[-1][0] == URLS["confirmation"]
        assert messages_of(response) == "Un nouveau code a été envoyé à helene@gmail.com."
        assert fresh(draft).email == "helene@gmail.com"
        assert len(codes_sent("helene@gmail.com")) == 1

    def test_without_a_typo_nothing_is_corrected(self, client):
        draft = reach(client, "confirmation")
        client.post(CORRECT)
        assert fresh(draft).email == "helene.lefevre@exemple.fr"


class TestAwkward:
    def test_a_code_sent_to_the_former_address_does_not_confirm_the_new_one(self, client):
        reach(client, "confirmation")
        post_identity(client, email="autre@exemple.fr")
        page = post_code(client, codes_sent()[0])
        if codes_sent()[0] != codes_sent("autre@exemple.fr")[0]:
            assert "Ce code est incorrect" in text_of(page)
            assert not draft_of(client).has_confirmed_email

    def test_once_confirmed_the_page_says_so_and_goes_on(self, client):
        reach(client, "organisation")
        page = text_of(client.get(URLS["confirmation"]))
        assert "est confirmée" in page and URLS["organisation"] in page

    def test_a_second_press_finds_the_first(self, client):
        reach(client, "confirmation")
        code = codes_sent()[0]
        post_code(client, code)
        assert post_code(client, code).url == URLS["organisation"]

    def test_resending_once_confirmed_does_nothing(self, client):
        reach(client, "organisation")
        client.post(RESEND)
        assert len(codes_sent()) == 1

    def test_the_other_half_of_a_double_click_used_the_code(self, client):
        """Both read the draft before either wrote it."""
        from accounts.services.signup import confirm_address

        draft = reach(client, "confirmation")
        stale = SignupDraft.objects.get(pk=draft.pk)
        confirm_address(draft, codes_sent()[0])
        assert confirm_address(stale, codes_sent()[0]).has_confirmed_email


def test_after_five_wrong_codes_the_one_sent_is_not_pointed_at(client, clock):
    reach(client, "confirmation")
    for _ in range(5):
        page = post_code(client, wrong_code())
    assert "restent valables" not in text_of(page)
    response = client.post(RESEND, follow=True)
    assert "Trop de codes erronés" in messages_of(response)
    assert "ou corriger l’adresse" in messages_of(response)
    assert "vient d’être envoyé" not in messages_of(response)


def test_a_new_code_can_be_asked_for_beside_the_word_that_one_expired(client, clock):
    reach(client, "confirmation")
    before = text_of(client.get(URLS["confirmation"])).count(RESEND)
    clock.shift(timedelta(minutes=15))
    assert text_of(post_code(client, codes_sent()[0])).count(RESEND) == before + 1
