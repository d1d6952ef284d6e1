"""The walk of tests/browser/ passes by every page that the table of roles and routes knows."""

from .access_table import GET, POST, rows
from .browser.walk import NOT_PAGES, NOTHING_TO_LEAVE_EMPTY, REFUSALS, WALK

STOPS = [stop for stops in WALK.values() for stop in stops]
WALKED = {stop.route for stop in STOPS}
SHOWN = {"ok", "410"}


def shown_by(table):
    return {route for route, columns in rows(table).items() if SHOWN & set(columns)}


def test_every_page_has_its_place():
    assert sorted((shown_by(GET) | shown_by(POST)) - WALKED - set(NOT_PAGES)) == []


def test_every_form_is_also_sent_empty():
    emptied = {stop.route for stop in STOPS if stop.emptied}
    assert sorted(shown_by(POST) - emptied - NOTHING_TO_LEAVE_EMPTY - set(NOT_PAGES)) == []


def test_every_kind_of_refusal_is_met():
    assert REFUSALS <= WALKED


def test_no_place_is_of_the_past():
    known = set(rows(GET)) | REFUSALS | {"admin"}
    assert sorted((WALKED | set(NOT_PAGES) | NOTHING_TO_LEAVE_EMPTY) - known) == []
    assert not WALKED & set(NOT_PAGES)
