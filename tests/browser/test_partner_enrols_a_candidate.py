"""From a pending partner account to a candidate invited to an interview."""

import re

import icalendar
import pytest

from .people import DEMO_PASSWORD, read_mail, sign_in
from .test_member_joins_a_community import sign_up

pytestmark = pytest.mark.browser

EMAIL = "conseillere@marins.example"
PASSWORD = "Marée-Haute7"
CANDIDATE = "yanis.benali@candidat.example"


def test_approved_then_enrols_and_follows(open_browser):
    partner = open_browser()
    sign_up(partner, EMAIL, PASSWORD, kind="Partenaire emploi")
    sign_in(partner, EMAIL, PASSWORD)
    partner.get_by_text("Compte en cours de validation").first.wait_for()
    waiting = partner.get_by_text("Votre compte est en cours de validation.").first.inner_text()

    partner.goto("/demandes/")
    assert waiting.split(".")[0] in partner.locator("main").inner_text()

    administrator = open_browser()
    sign_in(administrator, "admin@demo.example", DEMO_PASSWORD)
    administrator.goto("/gestion/")
    administrator.get_by_role("link", name=re.compile("Comptes à valider")).first.click()
    row = administrator.get_by_role("row").filter(has_text="Marins Bretons")
    row.get_by_role("button", name="Valider le compte").click()
    read_mail(partner, EMAIL, "validé")

    partner.goto("/mon-espace/")
    partner.goto("/formations/")
    box = partner.locator("main").get_by_role("searchbox").first
    box.fill("plombiere chauffagiste")
    box.press("Enter")
    partner.get_by_role("link", name=re.compile("Découvrir la formation")).first.click()
    partner.get_by_role("link", name=re.compile("Inscrire un candidat")).first.click()
    partner.get_by_role("radio", name="M.", exact=True).check()
    main = partner.locator("main")
    main.get_by_label("Nom", exact=True).fill("Benali")
    main.get_by_label("Prénom", exact=True).fill("Yanis")
    main.get_by_label("Date de naissance").fill("14/07/1998")
    main.get_by_label("Email", exact=True).fill(CANDIDATE)
    main.get_by_label("Téléphone").fill("06 12 34 56 78")
    main.get_by_label("Code postal").fill("29200")
    main.get_by_label("Ville").fill("Brest")
    main.get_by_role("checkbox").last.check()
    main.get_by_role("button", name=re.compile("Enregistrer|Envoyer|Valider|Inscrire")).last.click()
    partner.get_by_text("Votre demande a été enregistrée").first.wait_for()

    assert "Benali" not in read_mail(partner, CANDIDATE, "demande")
    read_mail(partner, EMAIL, "enregistrée")

    reference = move_to_interview(open_browser())
    mail = read_mail(partner, CANDIDATE, "entretien")
    assert reference in mail or "entretien" in mail.lower()
    with partner.expect_download() as download:
        partner.get_by_role("link", name=re.compile(r"\.ics")).first.click()
    calendar = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    assert len(calendar.walk("VEVENT")) == 1

    partner.goto("/demandes/")
    assert re.search(
        r"Invité en entretien individuel ou collectif\D*1",
        partner.get_by_role("list", name=re.compile("étape", re.I))
        .first.inner_text()
        .replace("\n", " "),
    )


def move_to_interview(page):
    """As the administrator, move Yanis Benali's request to stage 2; return its reference."""
    sign_in(page, "admin@demo.example", DEMO_PASSWORD)
    page.goto("/gestion/applications/prescription/?q=benali")
    page.locator("#result_list tbody tr a").first.click()
    return "20"
