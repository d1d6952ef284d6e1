"""From nothing to a member inside a community."""

import re

import pytest

from .people import DEMO_PASSWORD, read_code, read_mail, sign_in

pytestmark = pytest.mark.browser

EMAIL = "helene.lefevre@exemple.example"
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
        page.get_by_label("Type d’organisme").select_option(label="Association")
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
    helene = open_browser()
    sign_up(helene, EMAIL, PASSWORD)
    sign_in(helene, EMAIL, PASSWORD)

    # A misspelt word without its accents: « Médiation numérique ».
    helene.goto("/communautes/")
    helene.get_by_role("searchbox", name=re.compile("communauté", re.I)).fill("mediaton numeriqe")
    helene.keyboard.press("Enter")
    helene.get_by_role("link", name=re.compile("Médiation numérique")).first.click()
    card = helene.url
    helene.get_by_text("L’approbation d’un animateur est requise").wait_for()
    helene.get_by_role("link", name="Adhérer").first.click()
    helene.get_by_text("Êtes-vous sûr(e) de vouloir rejoindre").wait_for()
    helene.get_by_label(re.compile("Message")).fill("J’anime un atelier à Brest.")
    helene.get_by_role("button", name="Adhérer").click()
    helene.get_by_text("En attente de validation").first.wait_for()

    animatrice = open_browser()
    sign_in(animatrice, "animatrice@demo.example", DEMO_PASSWORD)
    animatrice.goto(card)
    animatrice.get_by_role("link", name=re.compile("Demandes d’adhésion")).first.click()
    row = animatrice.get_by_role("row").filter(has_text="Lefèvre")
    row.get_by_role("checkbox").check()
    animatrice.get_by_role("button", name="Approuver").first.click()
    animatrice.get_by_role("status").or_(animatrice.get_by_role("alert")).first.wait_for()

    mail = read_mail(helene, EMAIL, "acceptée")
    assert "Médiation numérique" in mail
    helene.goto(card)
    helene.get_by_role("link", name=re.compile("Entrer|Accueil communauté")).first.click()
    helene.get_by_role("heading", name="Accueil communauté").wait_for()
