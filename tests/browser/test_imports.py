"""Staff import a file: shown before it changes anything, and accessible where the page is ours."""

import pytest

from .conftest import DESKTOP, axe_violations
from .people import DEMO_PASSWORD, sign_in

pytestmark = pytest.mark.browser

COLUMNS = [
    "Code", "Titre", "Type de formation", "Niveau", "Durée en heures", "Durée en semaines",
    "Modalité pédagogique", "Éligible au CPF", "Entrée rapide", "Code RNCP ou RS",
    "Pièces à fournir", "Domaines", "Sessions prévues", "Prochain début", "Adresse",
]  # fmt: skip
TRAINING = ["AXE-{}", "Formation importée", "VAE", "", "{}", "", "", "oui", "non", *[""] * 6]
# What stands around it is Django's own: docs/accessibility.md.
OURS = "#content-main"


@pytest.fixture
def staff(open_browser):
    page = open_browser(DESKTOP, reduced_motion="reduce")
    sign_in(page, "admin@demo.example", DEMO_PASSWORD)
    return page


def table(*hours):
    """A file of the portal's own: a training for each of these lengths."""
    rows = [COLUMNS] + [
        [cell.format(number if cell.startswith("AXE") else hour) for cell in TRAINING]
        for number, hour in enumerate(hours)
    ]
    return "\n".join(";".join(row) for row in rows)


def give(page, text):
    """Give the file and wait until it is checked."""
    page.goto("/gestion/trainings/importrun/new/")
    page.locator("[name='profile']").select_option(label="Export des formations du portail")
    file = {"name": "offre.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("[name='file']").set_input_files(file)
    press(page, f"{OURS} form [type='submit']")
    wait_while_at_work(page)


def press(page, button):
    with page.expect_navigation():
        page.locator(button).first.click()


def wait_while_at_work(page):
    """The page of an import follows by itself until it has the result."""
    page.locator(f"{OURS} #progress").wait_for(state="detached")


def look_at(page):
    found = []
    for scheme in ["dark", "light"]:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(500)  # the buttons of Django fade into their colours
        found += axe_violations(page, OURS)
    return found


def test_a_file_is_shown_then_applied(staff):
    found = []
    give(staff, table("35", "beaucoup", "70"))
    assert "beaucoup" in staff.locator(OURS).inner_text()
    found += look_at(staff)
    staff.locator("[name='leave_out']").check()
    press(staff, "[name='apply']")
    wait_while_at_work(staff)
    assert staff.locator("[name='apply']").count() == 0
    found += look_at(staff)
    give(staff, "Autre;Colonne\n1;2\n")
    assert "Autre" in staff.locator(f"{OURS} .messagelist").inner_text()
    found += look_at(staff)
    assert found == []


@pytest.mark.parametrize("page", ["importrun/new/", "importprofile/from-file/"])
def test_the_forms(staff, page):
    staff.goto(f"/gestion/trainings/{page}")
    found = look_at(staff)
    staff.locator(f"{OURS} form").evaluate("form => { form.noValidate = true; }")
    press(staff, f"{OURS} form [type='submit']")
    assert staff.locator(".errornote").count() == 1
    assert found + look_at(staff) == []


@pytest.mark.parametrize("page", ["importrun/", "importprofile/"])
def test_the_lists(staff, page):
    staff.goto(f"/gestion/trainings/{page}")
    assert staff.locator("a[href$='/importrun/new/']").count() == 1
    # The search box of Django's lists has a hint, no label.
    assert [line for line in look_at(staff) if "label-title-only" not in line] == []
