"""Every page, as each role: axe finds nothing, nothing scrolls sideways, the console is silent."""

import pytest

from .conftest import DESKTOP, axe_violations
from .people import DEMO_PASSWORD, sign_in
from .screenshots import PAGES

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
# Stock pages of Django admin: what a template cannot mend is listed in docs/accessibility.md.
STOCK = "/gestion/"


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "visiteur")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_browser, role, scheme):
    page = open_browser(DESKTOP, color_scheme=scheme, reduced_motion="reduce")
    if role:
        sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
    found = []
    for address in PAGES[role]:
        page.goto(address)
        if not address.startswith(STOCK):
            found += axe_violations(page)
    assert found == []


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "visiteur")
def test_nothing_scrolls_sideways(open_browser, role):
    page = open_browser(NARROW)
    if role:
        sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
    too_wide = []
    for address in PAGES[role]:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"] and not address.startswith(STOCK):
            too_wide.append(f"{address}: {width}")
    assert too_wide == []


def test_axe_finds_nothing_in_english(open_browser):
    page = open_browser()
    page.goto("/")
    page.get_by_role("button", name="English").click()
    found = []
    for address in PAGES[""]:
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "en"
        found += axe_violations(page)
    assert found == []
