"""Components in Chromium: by keyboard, at 320 px, in both themes, with and without JavaScript."""

import re

import pytest

from .conftest import DESKTOP, axe_violations

pytestmark = pytest.mark.browser

SMALLEST = {"width": 320, "height": 640}


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, SMALLEST], ids=["desktop", "320px"])
@pytest.mark.parametrize("path", ["/", "/charte/", "/nulle-part/"])
def test_pages_are_accessible_and_never_scroll_sideways(open_browser, path, size, theme):
    page = open_browser(size, color_scheme=theme)
    page.goto(path)
    assert axe_violations(page) == []
    assert overflow(page) == 0


def test_large_text_never_scrolls_sideways(open_browser):
    page = open_browser(SMALLEST)
    page.goto("/charte/")
    page.get_by_role("button", name="Texte plus grand").click()
    assert page.locator("html[data-text-size='large']").count() == 1
    assert overflow(page) == 0


def test_theme_applies_at_once_and_lasts(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/")
    with page.expect_response("**/affichage/"):
        page.get_by_role("button", name="Sombre").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.get_by_role("button", name="Sombre").get_attribute("aria-pressed") == "true"


def test_theme_without_javascript(open_browser):
    page = open_browser(DESKTOP, java_script_enabled=False)
    page.goto("/aide/?page=2")
    page.get_by_role("button", name="Sombre").click()
    page.wait_for_url("**/aide/?page=2")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_dialog_takes_and_returns_the_focus(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    opener = page.get_by_role("button", name="Vous n’avez pas reçu de code ?")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Recevoir un nouveau code")
    dialog.wait_for()
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "!document.hasFocus() || document.activeElement === document.body"
            " || Boolean(document.activeElement.closest('dialog'))"
        )
        assert inside
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert opener.evaluate("element => element === document.activeElement")


def test_dialog_without_javascript_shows_in_the_page(open_browser):
    page = open_browser(DESKTOP, java_script_enabled=False)
    page.goto("/charte/")
    text = page.get_by_text("Regardez aussi dans les courriers indésirables.")
    assert not text.is_visible()
    page.get_by_role("link", name="Vous n’avez pas reçu de code ?").click()
    assert text.is_visible()


def test_button_waits_for_everything_required(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    form = page.locator("form[data-needs-complete]")
    button = form.get_by_role("button", name="Valider")
    assert button.is_disabled()

    password = form.get_by_label("Mot de passe", exact=True)
    password.fill("court")
    met = form.locator("[data-rule].is-met")
    assert met.count() == 2
    password.fill("Marée-Haute7")
    assert met.count() == 6
    assert button.is_disabled()

    form.get_by_role("button", name="Choisir des régions ou départements").click()
    dialog = page.get_by_role("dialog", name="Régions et départements")
    dialog.get_by_label("Chercher une région ou un département").fill("FINISTERE")
    assert dialog.get_by_role("checkbox").count() == 2
    dialog.get_by_role("checkbox", name=re.compile("^Finistère")).check()
    dialog.get_by_role("button", name="Sélectionner").click()
    assert button.is_enabled()

    form.get_by_role("button", name=re.compile("^Retirer Finistère")).click()
    assert button.is_disabled()


def test_region_covers_its_departments(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    opener = page.get_by_role("button", name="Choisir des régions ou départements")
    opener.click()
    dialog = page.get_by_role("dialog", name="Régions et départements")
    dialog.get_by_role("checkbox", name="Bretagne").check()
    dialog.get_by_role("button", name="Sélectionner").click()
    field = page.locator("[data-picker-field]")
    assert field.get_by_role("listitem").count() == 1
    assert "Bretagne" in field.inner_text()

    # What is ticked and then given up is not kept.
    opener.click()
    dialog.get_by_role("checkbox", name="Normandie").check()
    page.keyboard.press("Escape")
    assert field.get_by_role("listitem").count() == 1


def test_territories_without_javascript_are_plain_boxes(open_browser):
    page = open_browser(DESKTOP, java_script_enabled=False)
    page.goto("/charte/")
    page.get_by_role("checkbox", name="Bretagne").last.check()
    assert not page.get_by_role("button", name="Choisir des régions ou départements").is_visible()


def test_password_can_be_shown(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    password = page.get_by_label("Mot de passe", exact=True)
    toggle = page.get_by_role("button", name="Afficher le mot de passe")
    toggle.click()
    assert password.get_attribute("type") == "text"
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    assert password.get_attribute("type") == "password"


def test_errors_take_the_focus_and_lead_to_their_field(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("element => element === document.activeElement")
    summary.get_by_role("link", name=re.compile("^Courriel")).click()
    assert page.locator("#id_wrong-email").evaluate("element => element === document.activeElement")


def test_account_menu_closes_by_escape(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/connexion/")
    page.get_by_label("Identifiant", exact=True).fill("membre@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill("Bienvenue-2026")
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    menu = page.locator("summary", has_text="Mon compte")
    menu.click()
    entry = page.get_by_role("banner").get_by_role("link", name="Mon espace personnel")
    assert entry.is_visible()
    page.keyboard.press("Escape")
    assert not entry.is_visible()
    assert menu.evaluate("element => element === document.activeElement")


def test_enter_on_a_box_of_the_territories_selects_and_sends_nothing(open_browser):
    page = open_browser(DESKTOP)
    page.goto("/charte/")
    page.get_by_role("button", name="Choisir des régions ou départements").first.click()
    box = page.get_by_role("dialog").get_by_role("checkbox").first
    box.check()
    box.press("Enter")
    assert page.get_by_role("dialog").count() == 0
    assert page.url.endswith("/charte/")
    assert page.locator("[data-picker-tags] li").count() >= 1
