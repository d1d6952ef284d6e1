"""Every page, as each role: axe finds nothing, nothing scrolls sideways, the console is silent."""

import pytest

from .conftest import DESKTOP, axe_violations
from .people import DEMO_PASSWORD, sign_in
from .screenshots import PAGES

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
TABLET = {"width": 768, "height": 1024}
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


# What staff decide on: every column is in sight beside the menu and the filters.
STAFF_LISTS = [
    "/gestion/accounts/partnerrequest/?status=all",
    "/gestion/communities/membership/",
    "/gestion/applications/prescription/",
]


def test_staff_lists_show_all_their_columns(open_browser):
    page = open_browser({"width": 1280, "height": 900})
    sign_in(page, "admin@demo.example", DEMO_PASSWORD)
    for address in STAFF_LISTS:
        page.goto(address)
        cut = page.locator("#changelist .results").evaluate("e => e.scrollWidth - e.clientWidth")
        assert cut == 0, address


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "visiteur")
@pytest.mark.parametrize("size", [NARROW, TABLET], ids=["320", "768"])
def test_nothing_scrolls_sideways(open_browser, role, size):
    page = open_browser(size)
    if role:
        sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
    too_wide = []
    for address in PAGES[role]:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"] and not address.startswith(STOCK):
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
