"""Finding a training with the keyboard alone, as a screen reader hears it, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import PHONE

pytestmark = pytest.mark.browser


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focus_by_tab(page, element_id, most=80):
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _step in range(most):
        if page.evaluate("document.activeElement.id") == element_id:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"#{element_id} is not reached by the keyboard")


def test_the_keyboard_alone_leads_to_a_session(open_browser):
    page = open_browser()
    page.goto("/formations/")
    focus_by_tab(page, "words")
    page.keyboard.type("plombi")
    page.get_by_role("option", name="Plombier / Plombière").wait_for()
    expect(page.locator("#live-region")).to_have_text(re.compile("propositions$"))
    press(page, "ArrowDown")
    assert page.locator("#words").get_attribute("aria-activedescendant")
    press(page, "Enter")
    page.wait_for_url("**q=Plombier**")

    focus_by_tab(page, "facet-region-32")
    press(page, "Space")
    page.wait_for_url("**region=32**")
    page.get_by_role("link", name="Retirer Hauts-de-France").wait_for()
    # The focus is where it was, and the new number is spoken.
    assert page.evaluate("document.activeElement.id") == "facet-region-32"
    spoken = re.compile(r"^\d+ formations? trouvées?$")
    expect(page.locator("#live-region")).to_have_text(spoken)

    discover = page.get_by_role("link", name="Découvrir la formation").first
    discover.focus()
    press(page, "Enter")
    page.get_by_role("heading", name="Lieux et dates").wait_for()

    page.go_back()
    page.wait_for_url("**region=32**")
    assert page.locator("#facet-region-32").is_checked()


def test_what_a_screen_reader_hears(open_browser):
    page = open_browser()
    page.goto("/formations/?q=plombier&places=1")
    heard = page.locator("main").aria_snapshot()
    for line in [
        'heading "Rechercher une formation" [level=1]',
        'combobox "Métier, formation, ville ou code"',
        'heading "Filtres" [level=2]',
        'group "Région"',
        'navigation "Résultats"',
        'heading "2 formations trouvées" [level=2]',
        'list "Filtres utilisés"',
        'link "Retirer plombier"',
    ]:
        assert line in heard, heard
    assert re.search(r'checkbox "Avec des places disponibles \(\d+\)" \[checked\]', heard)
    assert 'link "Découvrir la formation"' in heard


def test_on_a_phone_the_filters_are_folded_and_applied_by_the_button(open_browser):
    page = open_browser(PHONE)
    page.goto("/formations/")
    page.get_by_text("Filtres", exact=True).click()
    page.locator(".facet-more > summary").first.click()
    page.get_by_label("Hauts-de-France").first.check()
    assert "region" not in page.url
    apply = page.get_by_role("button", name=re.compile(r"^Voir les \d+ formations$"))
    apply.wait_for()
    assert apply.bounding_box()["y"] < PHONE["height"]
    apply.click()
    page.wait_for_url("**region=32**")


def test_on_a_phone_the_sort_is_applied_at_once(open_browser):
    page = open_browser(PHONE)
    page.goto("/formations/?region=32")
    assert not page.get_by_role("button", name="Trier").is_visible()
    page.get_by_label("Trier par").select_option("start")
    page.wait_for_url("**tri=start")
    assert not page.get_by_label("Code postal").is_visible()  # the filters stay folded


def test_all_of_it_without_scripts(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto("/formations/")
    page.get_by_label("Métier, formation, ville ou code").fill("plombiere chauffagiste")
    page.locator(".facet-more > summary").first.click()
    page.get_by_label("Hauts-de-France").first.check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    assert page.get_by_role("heading", name=re.compile("formations? trouvées?")).is_visible()
    page.get_by_label("Trier par").select_option("start")
    page.get_by_role("button", name="Trier").click()
    assert "tri=start" in page.url
    assert "region=32" in page.url


def test_the_map_by_keyboard(open_browser):
    page = open_browser()
    page.goto("/formations/parcourir/")
    region = page.locator(".region-map-drawing a").first
    name = region.get_attribute("aria-label").split("\xa0:")[0]
    region.focus()
    press(page, "Enter")
    page.wait_for_url("**region=**")
    assert page.get_by_role("link", name=f"Retirer {name}").is_visible()


def test_the_focus_goes_to_the_results_after_a_page_or_a_tag(open_browser):
    page = open_browser()
    page.goto("/formations/?region=32&region=53")
    press(page, "Tab", "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller aux résultats"
    page.get_by_role("link", name="Suivant").click()
    page.wait_for_url("**page=2#resultats")
    assert page.evaluate("document.activeElement.id") == "resultats"
    page.get_by_role("link", name="Retirer Bretagne").click()
    page.wait_for_url("**region=32#resultats")
    assert page.evaluate("document.activeElement.id") == "resultats"


def test_what_is_no_postal_code_is_said_beside_the_field(open_browser):
    sentence = "Écrivez un code postal de cinq chiffres, par exemple 59000."
    page = open_browser()
    page.goto("/formations/")
    page.locator("#facet-near").click()
    page.get_by_label("Code postal").fill("Lille")
    page.get_by_label("Distance", exact=True).select_option("30")
    page.get_by_text(sentence).first.wait_for()
    expect(page.locator("#live-region")).to_have_text(re.compile(sentence))
    assert page.get_by_label("Code postal").input_value() == "Lille"
    assert page.get_by_label("Distance", exact=True).input_value() == "30"
    phone = open_browser(PHONE)
    phone.goto("/formations/?pres-de=Lille")
    assert phone.get_by_text(sentence).is_visible()


def test_a_long_word_does_not_widen_a_narrow_phone(open_browser):
    page = open_browser({"width": 320, "height": 640})
    page.goto(f"/formations/?q={'pneumonoultramicroscopic' * 10}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
