"""The measured pages exist and keep to their number of statements, on a small seeded portal."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from bench.measure import Figures
from bench.pages import PAGES
from bench.report import as_json, as_markdown

pytestmark = pytest.mark.django_db


def test_each_page_keeps_to_its_statements(client, kept_offer, django_assert_max_num_queries):
    call_command("seed", "--scale", "0.001")
    for page in PAGES:
        if page.form:
            continue  # posted: applications/tests/test_filing.py counts it
        client.logout()
        if page.by:
            client.force_login(get_user_model().objects.get(username=page.by))
        address = page.address()
        client.get(address)  # what is cached, and what is written once
        with django_assert_max_num_queries(page.queries, info=page.name):
            response = client.get(address)
        assert response.status_code == 200, page.name


def test_names_are_told_apart():
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_what_is_over_its_goal_stands_out():
    figures = Figures(
        statements=9, yardstick=0.01, web=0.01, database=0.03, waited=0.05, ratio=4.0, growth=1.1,
        raw=30_000, compressed=5_000,
    )  # fmt: skip
    page = next(page for page in PAGES if (page.queries, page.ratio, page.growth) == (8, 2, 1.2))
    row = as_markdown({"scale": 1}, [(page, figures)]).splitlines()[-1]
    assert "| **9** | 8 | 40.0 ms (10.0 + 30.0) | **4.00×** | 2× | 1.10× | 1.2× | 50 ms |" in row
    told = json.loads(as_json({"scale": 1}, [(page, figures)]))["pages"][0]
    assert (told["page"], told["ratio"], told["goals"]["ratio"]) == (page.name, 4.0, 2)
