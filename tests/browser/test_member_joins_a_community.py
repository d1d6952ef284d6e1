"""From nothing to a member inside a community."""

import re

import pytest

from .conftest import PHONE
from .people import DEMO_PASSWORD, new_address, read_code, read_mail, sign_in

pytestmark = pytest.mark.browser

COMMUNITY = "Conseillers en insertion professionnelle"
PASSWORD = "Marée-Haute7"


def sign_up(page, email, password, *, kind="Particulier"):
    """The five steps, as somebody with JavaScript on takes them."""
    page.goto("/")
    page.get_by_role("link", name="Créer son compte").first.click()
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("radio", name="Mme").check()
    page.get_by_label("Nom", exact=True).fill("Lefèvre")
    page.get_by_label("Prénom", exact=True).fill("Hélène")
    page.get_by_label("Courriel", exact=True).fill(email)
    page.get_by_role("checkbox", name="Je ne suis pas un robot").check()
    valider = page.get_by_role("button", name="Valider", exact=True)
    page.wait_for_function(
        "button => !button.disabled", arg=valider.element_handle(), timeout=30_000
    )
    valider.click()
    page.wait_for_url("**/inscription/confirmation/")

    step_two = page.url
    code = read_code(page, email)
    page.goto(step_two)
    page.get_by_label("Code de confirmation").fill(code)
    page.get_by_role("button", name="Valider", exact=True).click()
    page.wait_for_url("**/inscription/structure/")

    page.get_by_label("Structure", exact=True).fill("Association des Marins Bretons")
    page.keyboard.press("Escape")
    if kind == "Partenaire emploi":
        kinds = page.get_by_label("Type d’organisme", exact=True)
        details = page.get_by_label("Précisez le type d’organisme")
        assert not details.is_visible()
        kinds.select_option(label="Autre")
        assert details.is_visible() and details.evaluate("field => field.required")
        kinds.select_option(label="Association")
        assert not details.is_visible()
    page.get_by_role("button", name="Valider", exact=True).click()
    page.wait_for_url("**/inscription/perimetre/")

    page.get_by_role("button", name="Choisir des régions ou départements").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Bretagne").check()
    dialog.get_by_role("button", name="Sélectionner").click()
    page.get_by_role("button", name="Valider", exact=True).click()
    page.wait_for_url("**/inscription/mot-de-passe/")

    assert page.get_by_label("Identifiant", exact=True).input_value() == email
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("checkbox", name=re.compile("conditions générales")).check()
    page.get_by_role("button", name="Valider", exact=True).click()
    page.wait_for_url("**/connexion/**")
    page.get_by_text(
        "Votre inscription est validée, vous pouvez maintenant vous connecter."
    ).wait_for()


def test_sign_up_join_and_enter(open_browser):
    email = new_address("helene")
    helene = open_browser()
    sign_up(helene, email, PASSWORD)
    sign_in(helene, email, PASSWORD)

    # A word of « Conseillers en insertion professionnelle », misspelt and without accents.
    helene.goto("/communautes/")
    helene.get_by_label("Rechercher par mot").fill("conseilers insersion")
    helene.keyboard.press("Enter")
    helene.get_by_role("link", name=COMMUNITY).first.click()
    card = helene.url
    helene.get_by_text("L’approbation d’un animateur est requise").wait_for()
    helene.get_by_role("link", name="Adhérer").click()
    helene.get_by_text("Êtes-vous sûr(e) de vouloir rejoindre").first.wait_for()
    helene.get_by_label(re.compile("Message")).fill("J’anime un atelier à Brest.")
    helene.get_by_role("button", name="Adhérer").click()
    helene.get_by_text("En attente de validation").first.wait_for()

    animatrice = open_browser(PHONE)
    sign_in(animatrice, "animatrice@demo.example", DEMO_PASSWORD)
    animatrice.goto(card.rstrip("/") + "/demandes/")
    row = animatrice.get_by_role("row").filter(has_text="J’anime un atelier à Brest.").last
    row.get_by_role("button", name="Approuver").click()
    animatrice.get_by_text("Hélène Lefèvre").first.wait_for()

    mail = read_mail(helene, email, COMMUNITY)
    assert "membre" in mail
    helene.goto(card)
    helene.get_by_role("link", name="Entrer").first.click()
    helene.get_by_role("link", name="Accueil communauté").wait_for()
    helene.get_by_role("heading", name=COMMUNITY).wait_for()
