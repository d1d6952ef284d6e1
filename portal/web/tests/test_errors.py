"""What is refused or fails says so in the site's look, and what to do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.web import errors
from portal.web.logs import RefusalsWithoutTrace

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_visitor(rf):
    return rf.get("/quelque-part/")


def test_unknown_address(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text
    assert f'href="{reverse("home")}"' in response.text


def test_refusal_shows_its_reason(request_of_visitor):
    response = errors.permission_denied(request_of_visitor, PermissionDenied("Réservé aux agents."))
    assert response.status_code == 403
    assert "Réservé aux agents." in response.content.decode()


def test_refusal_without_reason_offers_a_visitor_to_sign_in(request_of_visitor):
    page = errors.permission_denied(request_of_visitor, PermissionDenied()).content.decode()
    assert "Vous n’êtes pas connecté(e)" in page
    assert f"{reverse('account_login')}?next=/quelque-part/" in page


def test_reason_is_escaped(request_of_visitor):
    response = errors.permission_denied(request_of_visitor, PermissionDenied("<b>x</b>"))
    assert b"<b>x</b>" not in response.content


def test_unreadable_request(request_of_visitor):
    response = errors.bad_request(request_of_visitor, ValueError("x"))
    assert response.status_code == 400
    assert "Rien n’a été modifié" in response.content.decode()


def test_host_that_is_not_ours(client):
    assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400


def test_too_large(request_of_visitor):
    response = errors.bad_request(request_of_visitor, RequestDataTooBig("x"))
    assert response.status_code == 413
    assert "trop volumineux" in response.content.decode()


def test_too_large_for_real(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post(reverse("set_language"), {"next": "a" * 2000})
    assert response.status_code == 413


def test_too_many_tries(request_of_visitor):
    response = errors.too_many_requests(request_of_visitor)
    assert response.status_code == 429
    assert "patientez quelques minutes" in response.content.decode()


def test_failure_needs_no_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Une erreur est survenue de notre côté" in response.content.decode()


class TestExpiredForm:
    @pytest.fixture
    def strict_client(self):
        return Client(enforce_csrf_checks=True)

    def test_what_was_typed_can_be_sent_again(self, strict_client):
        user = UserFactory()
        strict_client.force_login(user)
        refused = strict_client.post(reverse("set_language"), {"language": "en", "next": "/aide/"})
        assert refused.status_code == 403
        assert "Ce formulaire a expiré" in refused.text
        assert 'name="language" value="en"' in refused.text

        token = strict_client.cookies["csrftoken"].value
        sent = strict_client.post(
            reverse("set_language"), {"language": "en", "csrfmiddlewaretoken": token}
        )
        assert sent.status_code == 302
        user.refresh_from_db()
        assert user.language == "en"

    def test_passwords_are_not_written_back(self, strict_client):
        page = strict_client.post(
            reverse("account_login"), {"login": "camille", "password": "Secret!2026"}
        ).text
        assert "camille" in page
        assert "Secret!2026" not in page

    @pytest.mark.parametrize(
        "headers",
        [{"origin": "https://ailleurs.example"}, {"sec-fetch-site": "cross-site"}],
    )
    def test_a_form_of_another_site_is_not_offered_again(self, strict_client, headers):
        page = strict_client.post(
            reverse("set_language"), {"language": "piege"}, headers=headers
        ).text
        assert "Ce formulaire a expiré" in page
        assert "piege" not in page


class TestSignedOutInMidForm:
    """A page of any app that needs an account: here the profile."""

    @pytest.fixture
    def address(self):
        return reverse("accounts:profile_identity")

    def test_what_was_typed_comes_back_after_signing_in(self, client, address):
        response = client.post(address, {"last_name": "Lefèvre", "password": "Secret!2026"})
        assert response.url.startswith(reverse("account_login"))
        client.force_login(UserFactory())

        page = client.get(address).text
        assert "Reprenez où vous en étiez" in page
        assert 'name="last_name" value="Lefèvre"' in page
        assert "Secret!2026" not in page
        # Once: the next opening shows the form itself.
        assert "Reprenez où vous en étiez" not in client.get(address).text

    def test_other_pages_open_as_usual(self, client, address):
        client.post(address, {"last_name": "Lefèvre"})
        client.force_login(UserFactory())
        assert "Lefèvre" not in client.get(reverse("home")).text

    def test_it_is_forgotten_after_a_quarter_of_an_hour(self, client, address, time_machine):
        client.post(address, {"last_name": "Lefèvre"})
        time_machine.move_to(timezone.now() + timedelta(minutes=16))
        client.force_login(UserFactory())
        assert "Lefèvre" not in client.get(address).text

    def test_one_visitor_has_so_many_kept(self, address):
        for number in range(31):
            visitor = Client()
            visitor.post(address, {"last_name": "Lefèvre"})
            assert ("typed_form" in visitor.session) == (number < 30)

    @pytest.mark.parametrize(
        "fields",
        [{}, {"last_name": ""}, {"last_name": "x" * 20_001}, {"last_name": "é" * 10_001}],
        ids=["nothing", "empty", "too long", "too many bytes"],
    )
    def test_nothing_or_too_much_is_not_kept(self, client, address, fields):
        client.post(address, fields)
        client.force_login(UserFactory())
        assert "Reprenez où vous en étiez" not in client.get(address).text


def test_a_refused_page_leads_back_and_leaves_one_line_in_the_log(client, caplog):
    client.force_login(UserFactory())
    page = client.get("/demandes/")
    assert page.status_code == 403
    assert reverse("accounts:dashboard") in page.text
    (refusal,) = [record for record in caplog.records if getattr(record, "status_code", 0) == 403]
    assert RefusalsWithoutTrace().filter(refusal)
    assert refusal.exc_info is None
