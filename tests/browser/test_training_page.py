"""A training's page and one's searches, as they are used: by hand, on paper, without scripts."""

import re

import pytest

from .conftest import PHONE
from .people import DEMO_PASSWORD, sign_in

pytestmark = pytest.mark.browser

TRAINING = "/formations/installateur-en-thermique-et-sanitaire-plombier-chauffagiste/"


def numbers(page):
    return page.locator("td.session-number").all_inner_texts()


def test_filter_sort_tick_and_export_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto(TRAINING)
    shown = numbers(page)
    page.get_by_role("link", name="N° de session").click()
    assert numbers(page) == sorted(shown)
    assert page.locator("th[aria-sort=ascending]").inner_text() == "N° de session"
    page.get_by_role("link", name=re.compile("En alternance")).click()
    assert numbers(page) == sorted(numbers(page))
    assert len(numbers(page)) < len(shown)
    page.get_by_role("link", name=re.compile("Toutes les sessions")).click()
    page.get_by_label("Région", exact=True).select_option(index=1)
    page.get_by_role("button", name="Filtrer").click()
    [kept] = numbers(page)
    page.get_by_role("checkbox", name=f"Choisir la session {kept}").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter en CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert kept in text
    assert not [number for number in shown if number != kept and number in text]


def test_text_size_from_the_page_without_javascript(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto(TRAINING)
    page.get_by_role("button", name="Augmenter la taille du texte").click()
    assert page.locator("html").get_attribute("data-text-size") == "large"
    larger = page.get_by_role("button", name="Augmenter la taille du texte")
    assert larger.get_attribute("aria-disabled") == "true"
    # The page came back, and the focus to the button.
    assert page.evaluate("document.activeElement.id") == "text-larger"
    page.get_by_role("button", name="Réduire la taille du texte").click()
    assert page.locator("html").get_attribute("data-text-size") is None


def test_on_paper_the_sessions_are_a_table(open_browser):
    page = open_browser()
    page.goto(TRAINING)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
    assert page.get_by_role("columnheader", name="Établissement").is_visible()
    for hidden in [".page-tools", ".session-filters", ".session-export", ".site-menu"]:
        assert not page.locator(hidden).first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


def test_a_search_is_kept_renamed_and_deleted_on_a_phone(open_browser):
    page = open_browser(PHONE)
    sign_in(page, "membre@demo.example", DEMO_PASSWORD)
    page.goto("/formations/?q=soudeur")
    page.get_by_role("link", name="Enregistrer cette recherche").click()
    page.get_by_label("M’avertir par courriel des nouvelles sessions").check()
    page.get_by_role("button", name="Enregistrer").click()
    search = page.get_by_role("article").filter(has_text="soudeur").first
    assert "Alerte par courriel active" in search.inner_text()
    search.get_by_text("Renommer").first.click()
    search.get_by_label("Nom de la recherche").fill("Mon prochain métier")
    search.get_by_role("button", name="Renommer").click()
    page.get_by_role("link", name="Mon prochain métier").click()
    page.wait_for_url("**/formations/?q=soudeur")
    page.goto("/mon-espace/recherches/")
    renamed = page.get_by_role("article").filter(has_text="Mon prochain métier").first
    renamed.get_by_role("button", name="Supprimer").click()
    page.get_by_text("La recherche est supprimée").wait_for()


def test_the_sessions_follow_their_filters_in_place(open_browser):
    page = open_browser()
    page.goto(TRAINING)
    all_of_them = numbers(page)
    region = page.get_by_label("Région", exact=True)
    region.focus()
    region.select_option(index=1)
    page.wait_for_url("**region=**")
    page.get_by_text("session affichée sur").wait_for()
    assert len(numbers(page)) < len(all_of_them)
    assert page.evaluate("document.activeElement.id") == "session-region"
    assert not page.get_by_role("button", name="Filtrer").is_visible()
    page.go_back()
    page.get_by_text("sessions prévues").first.wait_for()
    assert page.locator("td.session-number").count() == len(all_of_them)
