"""Pages, terms and settings: what people see, what staff may change."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.factories import UserFactory
from portal.audit.models import AuditEvent
from portal.pages.content_files import load_pages
from portal.pages.factories import PageFactory, TermsFactory
from portal.pages.models import Page, SiteSettings, Terms, TermsAcceptance
from portal.pages.privacy import export_acceptances
from portal.pages.services import (
    accept_terms,
    current_terms,
    footer_links,
    get_site_settings,
    pending_terms,
    publish_terms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    administrator = UserFactory(administrator=True)
    client.force_login(administrator)
    return administrator


# Reading ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_shipped_page_is_shown_in_both_languages(client, language):
    load_pages()
    client.cookies["language"] = language
    for link in footer_links():
        response = client.get(link["href"])
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()
    assert {link["href"] for link in footer_links()} == {
        "/aide/",
        "/pages/mentions-legales/",
        "/pages/conditions-generales/",
        "/pages/confidentialite/",
        "/pages/accessibilite/",
    }


def test_footer_of_every_page_has_the_links(client):
    load_pages()
    page = client.get("/aide/").content.decode()
    assert 'href="/pages/confidentialite/"' in page
    Page.objects.filter(slug="confidentialite").update(published=False)
    cache.clear()
    assert 'href="/pages/confidentialite/"' not in client.get("/aide/").content.decode()


def test_unknown_and_unpublished_pages_are_not_found(client):
    hidden = PageFactory(published=False)
    for address in [hidden.get_absolute_url(), "/pages/inconnue/", "/pages/conditions-generales/"]:
        assert client.get(address).status_code == 404


def test_help_has_one_address(client):
    PageFactory(slug="aide")
    response = client.get("/pages/aide/")
    assert (response.status_code, response["Location"]) == (301, "/aide/")


def test_untranslated_page_says_its_language(client):
    page = PageFactory()
    client.cookies["language"] = "en"
    shown = client.get(page.get_absolute_url()).content.decode()
    assert '<article class="prose" lang="fr">' in shown


def test_settings_and_footer_are_read_once_then_cached(client):
    page = PageFactory()
    client.get(page.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        client.get(page.get_absolute_url())
    assert len(captured) == 1


def test_pages_work_while_the_cache_is_down(monkeypatch):
    def down(*args, **kwargs):
        raise RedisConnectionError

    monkeypatch.setattr(cache, "get", down)
    assert get_site_settings().controller
    assert footer_links() == []


# The shipped texts ----------------------------------------------------------------------


def test_loading_again_changes_nothing():
    assert len(load_pages()) == 5
    assert load_pages() == []
    call_command("load_reference_data")
    assert Terms.objects.count() == 1


def test_loading_never_overwrites_what_staff_wrote():
    load_pages()
    Page.objects.filter(slug="aide").update(body_fr="Notre texte.")
    Terms.objects.create(version="2", body_fr="Nos conditions.")
    assert load_pages() == []
    assert Page.objects.get(slug="aide").body_fr == "Notre texte."


def test_loading_brings_newer_texts_where_staff_wrote_nothing(monkeypatch):
    from portal.pages import content_files

    load_pages()
    Page.objects.filter(slug="accessibilite").update(title_fr="Le titre de l’équipe")
    monkeypatch.setattr(
        content_files, "read", lambda slug, language: content_files.Text("Neuf", f"{slug}\n")
    )
    assert load_pages() == ["aide", "confidentialite", "mentions-legales"]
    assert Page.objects.get(slug="aide").title == "Neuf"


# Terms --------------------------------------------------------------------------------------


def test_newest_published_version_is_in_force_and_asked():
    user = UserFactory()
    assert (current_terms(), pending_terms(user)) == (None, None)
    first = TermsFactory(published=True)
    TermsFactory()
    assert pending_terms(user) == first
    accept_terms(user, first)
    accept_terms(user, first)
    assert TermsAcceptance.objects.count() == 1
    assert pending_terms(user) is None
    second = publish_terms(TermsFactory(), actor=UserFactory(administrator=True))
    assert current_terms() == second
    assert pending_terms(user) == second
    assert [row["version"] for row in export_acceptances(user)] == [first.version]


def test_published_version_never_changes():
    terms = TermsFactory(published=True)
    terms.body_fr = "Autre chose."
    with pytest.raises(ValidationError):
        terms.save()
    with pytest.raises(ValidationError):
        publish_terms(terms, actor=None)


def test_acceptance_is_unique_past_the_service():
    user, terms = UserFactory(), TermsFactory(published=True)
    accept_terms(user, terms)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsAcceptance.objects.create(user=user, terms=terms)


# Staff ---------------------------------------------------------------------------------------


def test_settings_are_one_row_with_defaults_until_saved(client, staff):
    url = reverse("admin:pages_sitesettings_changelist")
    page = client.get(url, follow=True)
    assert "dpo@portail.example" in page.content.decode()
    assert not SiteSettings.objects.exists()
    assert get_site_settings().contact_name == "Assistance du portail"
    data = {field.name: field.default for field in SiteSettings._meta.fields if field.name != "id"}
    change = reverse("admin:pages_sitesettings_change", args=[1])
    assert client.post(change, {**data, "contact_name": "Nadia"}).status_code == 302
    assert get_site_settings().contact_name == "Nadia"
    SiteSettings(contact_name="Deux").save()
    assert SiteSettings.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSettings.objects.update(id=2)


def test_edited_page_is_shown_at_once(client, staff):
    page = PageFactory(footer_position=1)
    assert [link["label"] for link in footer_links()] == ["Une page"]
    data = {"slug": page.slug, "title_fr": "Autre titre", "body_fr": "x", "footer_position": 1}
    url = reverse("admin:pages_page_change", args=[page.pk])
    client.post(url, {**data, "published": "on"})
    assert [link["label"] for link in footer_links()] == ["Autre titre"]


def test_staff_publish_a_version_that_then_stays(client, staff):
    terms = TermsFactory()
    changelist = reverse("admin:pages_terms_changelist")
    change = reverse("admin:pages_terms_change", args=[terms.pk])
    client.post(change, {"version": terms.version, "body_fr": "Corrigé."})
    client.post(changelist, {"action": "publish", "_selected_action": [terms.pk]})
    terms.refresh_from_db()
    assert terms.body_fr == "Corrigé."
    assert terms.published_at <= timezone.now()
    assert AuditEvent.objects.filter(action="pages.terms_published", actor=staff).exists()
    client.post(change, {"version": terms.version, "body_fr": "Changé après."})
    client.post(reverse("admin:pages_terms_delete", args=[terms.pk]), {"post": "yes"})
    terms.refresh_from_db()
    assert terms.body_fr == "Corrigé."
    again = client.post(
        changelist, {"action": "publish", "_selected_action": [terms.pk]}, follow=True
    )
    with translation.override("fr"):
        assert "déjà publiée" in again.content.decode()
