"""Every page, as each role: axe finds nothing, nothing scrolls sideways, the console is silent.

In both languages, in light and dark, and with the errors of a form sent empty.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from .conftest import DESKTOP, axe_violations
from .people import DEMO_PASSWORD, sign_in
from .walk import REFUSALS, WALK, send_empty, take

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
TABLET = {"width": 768, "height": 1024}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", WALK, ids=lambda role: role or "visiteur")
def test_every_page(request, open_browser, links, role, language):
    if language == "en" and request.node.callspec.params["running"] == "full":
        pytest.skip("pages look the same on every database: once is enough there")
    page = open_browser(DESKTOP, reduced_motion="reduce")
    if role:
        sign_in(page, f"{role}@demo.example", DEMO_PASSWORD)
    found = []
    speak(page, language)
    try:
        for stop in WALK[role]:
            take(page, stop, links)
            found += wrong_place(page, stop) + look_at(page, stop, language)
            if stop.emptied:
                send_empty(page)
                if not page.locator("[data-error-summary]").count():
                    found.append(f"{page.url}: no error is shown")
                found += look_at(page, stop, language)
    finally:
        # Kept with the account: others read it in French.
        page.goto("/")
        speak(page, "fr")
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


def speak(page, language):
    page.goto("/")
    if page.locator("html").get_attribute("lang") != language:
        with page.expect_navigation():
            page.locator(f"button[name='language'][value='{language}']").click()


def wrong_place(page, stop):
    if stop.route in REFUSALS:
        return [] if page.locator(".error-page").count() else [f"{page.url}: not {stop.route}"]
    match = resolve(urlsplit(page.url).path)
    found = "admin" if match.app_names == ["admin"] else match.view_name
    return [] if found == stop.route else [f"{page.url}: not {stop.route}"]


def look_at(page, stop, language):
    # Stock pages of Django admin: what a template cannot mend is in docs/accessibility.md.
    if stop.route == "admin":
        return []
    found = []
    if page.locator("html").get_attribute("lang") != language:
        found.append(f"{page.url}: not in {language}")
    found += axe_violations(page)
    page.emulate_media(color_scheme="dark")
    found += axe_violations(page)
    page.emulate_media(color_scheme="light")
    for size in [NARROW, TABLET]:
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            found.append(f"{page.url}: {width} px wide on {size['width']}")
    page.set_viewport_size(DESKTOP)
    return found
