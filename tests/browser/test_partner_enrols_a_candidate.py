"""From a pending partner account to a candidate invited to an interview."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from .conftest import PHONE
from .people import DEMO_PASSWORD, new_address, new_name, read_mail, sign_in
from .test_member_joins_a_community import PASSWORD, sign_up

pytestmark = pytest.mark.browser

STAGE_2 = "Invité en entretien individuel ou collectif"
WAITING = (
    "Votre compte est en cours de validation. Vous aurez accès à l’ensemble des services de "
    "votre espace personnel dès que celui-ci aura été validé."
)


def test_approved_then_enrols_and_follows(open_browser):
    advisor_email, candidate_email = new_address("conseillere"), new_address("yanis")
    advisor = open_browser()
    sign_up(advisor, advisor_email, PASSWORD, kind="Partenaire emploi")
    sign_in(advisor, advisor_email, PASSWORD)
    advisor.get_by_text("Compte en cours de validation").first.wait_for()
    advisor.get_by_text(WAITING).first.wait_for()
    refused = advisor.goto("/demandes/")
    assert refused.status == 403
    advisor.get_by_text(WAITING).first.wait_for()

    administrator = open_browser()
    approve(administrator, advisor_email)
    read_mail(advisor, advisor_email, "validé")

    enrol(advisor, candidate_email)
    assert "2 ans" in read_mail(advisor, candidate_email, "formation")
    read_mail(advisor, advisor_email, "enregistrée")

    invite_to_interview(administrator, candidate_email)
    read_mail(advisor, candidate_email, "entretien")
    with advisor.expect_download() as download:
        advisor.get_by_role("link", name=re.compile(r"\.ics")).first.click()
    calendar = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    assert len(calendar.walk("VEVENT")) == 1

    phone = open_browser(PHONE)
    sign_in(phone, advisor_email, PASSWORD)
    phone.goto("/demandes/")
    stage = phone.get_by_role("listitem").filter(has_text=STAGE_2).first
    assert re.search(r"\b1\b", stage.inner_text().replace(STAGE_2, ""))


def approve(page, email):
    """As the administrator, « Valider le compte » of the newest partner."""
    sign_in(page, "admin@demo.example", DEMO_PASSWORD)
    page.goto("/gestion/")
    page.get_by_role("link", name=re.compile("Comptes à valider")).first.click()
    page.goto(f"{page.url.split('?')[0]}?q={email}")
    page.get_by_role("button", name="Valider le compte").click()
    page.get_by_text(re.compile("validé")).first.wait_for()


def enrol(page, email):
    """As an advisor: from the home page to « Votre demande a été enregistrée »."""
    page.goto("/")
    box = page.get_by_label("Rechercher une formation").first
    box.fill("plombiere chauffagiste")
    box.press("Enter")
    page.get_by_role("link", name=re.compile("Découvrir la formation")).first.click()
    page.get_by_role("link", name=re.compile("Inscrire un candidat")).locator(
        "visible=true"
    ).last.click()
    page.wait_for_url("**/inscrire/")
    form = page.locator("main")
    form.get_by_role("radio", name="M.", exact=True).check()
    form.get_by_label("Nom", exact=True).fill(new_name("Benali"))
    form.get_by_label("Prénom", exact=True).fill("Yanis")
    form.get_by_label("Date de naissance").fill("14/07/1998")
    form.get_by_label("Email", exact=True).fill(email)
    form.get_by_label("Téléphone").fill("06 12 34 56 78")
    form.get_by_label("Code postal").fill("29200")
    form.get_by_label("Ville").fill("Brest")
    form.get_by_role("checkbox").last.check()
    form.get_by_role("button", name="Envoyer la demande").click()
    page.get_by_text("Votre demande a été enregistrée").first.wait_for()


def invite_to_interview(page, email):
    """As staff, move the newest request of this address to stage 2, in ten days."""
    in_ten_days = str((datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=10)).date())
    page.goto(f"/gestion/applications/prescription/?q={email}")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name=re.compile(STAGE_2)).click()
    page.get_by_label("Jour de l’entretien").fill(in_ten_days)
    page.get_by_label("Heure").fill("14:30")
    page.get_by_label("Lieu").fill("12 rue de Siam, Brest")
    page.locator("main form, #content form").last.get_by_role("button").last.click()
    page.get_by_text(re.compile("est maintenant")).first.wait_for()
