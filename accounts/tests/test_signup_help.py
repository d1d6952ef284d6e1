"""Each step leads to its own section of the help page."""

import re

import pytest

from portal.pages.content_files import load_pages

from .signup import URLS, load_some_territories, reach

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", URLS)
def test_the_help_of_a_step_is_there(client, language, step):
    load_pages()
    load_some_territories()
    client.cookies["language"] = language
    if step != "identity":
        reach(client, step)

    page = client.get(URLS[step]).content.decode()
    anchor = re.search(r'href="/aide/#([^"]+)"', page)[1]

    number = list(URLS).index(step) + 1
    assert anchor.startswith(f"{'etape' if language == 'fr' else 'step'}-{number}-")
    assert f'<h3 id="{anchor}">' in client.get("/aide/").content.decode()
