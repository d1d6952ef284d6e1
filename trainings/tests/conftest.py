import html

import pytest

from portal.search.services import mark_stale, reindex_stale
from trainings.models import Centre, Occupation, Training

from .import_page import administrator, give, small_profile  # noqa: F401  fixtures
from .import_tables import apply, import_lists, profile, source  # noqa: F401  fixtures


@pytest.fixture
def indexed():
    """Have the search read all that was made so far."""

    def index():
        for model in [Training, Centre, Occupation]:
            mark_stale(*model.objects.all())
        reindex_stale()

    return index


@pytest.fixture
def page_of(client):
    """The words of a page, French spaces and apostrophes folded."""

    def read(address, data=None, status=200):
        response = client.get(address, data)
        assert response.status_code == status
        text = html.unescape(response.content.decode())
        return " ".join(text.replace("\xa0", " ").replace("’", "'").split())

    return read
