"""The frame of every page, the home page, and the choices of the footer."""

import re

import pytest
from django.urls import reverse

from accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_home_page_names_the_site_and_offers_to_sign_in(client, settings):
    page = client.get(reverse("home")).text
    assert f"<title>{settings.SITE_NAME}</title>" in page
    assert f'href="{reverse("account_login")}">Se connecter</a>' in page
    assert "Mon compte" not in page


def test_signed_in_the_header_opens_the_personal_space(client):
    client.force_login(UserFactory())
    page = client.get(reverse("home")).text
    assert "Mon compte" in page
    assert "Mon espace personnel" in page
    assert "Créer son compte" not in page


def test_only_staff_see_the_administration_in_their_menu(client):
    client.force_login(UserFactory())
    assert reverse("admin:index") not in client.get(reverse("home")).text
    client.force_login(UserFactory(staff=True))
    assert reverse("admin:index") in client.get(reverse("home")).text


def test_every_page_has_strict_headers(client):
    headers = client.get(reverse("home")).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


class TestLanguage:
    def test_browser_language_is_ignored(self, client):
        page = client.get(reverse("home"), headers={"accept-language": "en"})
        assert '<html lang="fr"' in page.text
        assert page.headers["Content-Language"] == "fr"

    def test_visitor_keeps_english_in_a_cookie(self, client):
        response = client.post(reverse("set_language"), {"language": "en", "next": "/?page=2"})
        assert response.url == "/?page=2"
        assert "Sign in" in client.get(reverse("home")).text

    def test_account_keeps_its_language(self, client):
        user = UserFactory()
        client.force_login(user)
        client.post(reverse("set_language"), {"language": "en"})
        user.refresh_from_db()
        assert user.language == "en"
        assert '<html lang="en"' in client.get(reverse("home")).text

    def test_unknown_language_changes_nothing(self, client):
        client.post(reverse("set_language"), {"language": "xx\x00"})
        assert '<html lang="fr"' in client.get(reverse("home")).text

    def test_a_get_changes_nothing(self, client):
        assert client.get(reverse("set_language")).status_code == 405
        assert client.get(reverse("set_display")).status_code == 405


class TestDisplay:
    def test_theme_follows_the_device_until_one_is_chosen(self, client):
        assert "data-bs-theme" not in html_tag(client)
        client.post(reverse("set_display"), {"theme": "dark"})
        assert 'data-bs-theme="dark"' in html_tag(client)
        client.post(reverse("set_display"), {"theme": "auto"})
        assert "data-bs-theme" not in html_tag(client)

    def test_text_size_lasts(self, client):
        client.post(reverse("set_display"), {"text_size": "large"})
        assert 'data-text-size="large"' in html_tag(client)
        assert client.cookies["text_size"]["max-age"] == 365 * 24 * 3600

    def test_theme_and_text_size_do_not_undo_each_other(self, client):
        client.post(reverse("set_display"), {"theme": "dark"})
        client.post(reverse("set_display"), {"text_size": "small"})
        assert 'data-bs-theme="dark" data-text-size="small"' in html_tag(client)

    def test_unknown_values_are_left_aside(self, client):
        client.post(reverse("set_display"), {"theme": '"><script>', "text_size": "9" * 10_000})
        assert "data-" not in html_tag(client)
        client.cookies["theme"] = "neon"
        assert "data-" not in html_tag(client)


@pytest.mark.parametrize("address", ["https://ailleurs.example/", "//ailleurs.example", "", "\x00"])
@pytest.mark.parametrize("route", ["set_language", "set_display"])
def test_coming_back_stays_on_this_site(client, route, address):
    assert client.post(reverse(route), {"next": address}).url == reverse("home")


def html_tag(client):
    return re.search(r"<html[^>]*>", client.get(reverse("home")).text)[0]
