from itertools import count

import pytest

from portal.search import registry
from portal.search.registry import Document
from portal.search.services import mark_stale, reindex_stale, search
from portal.search.text import fold
from portal.territories.models import Territory

KIND = "territories.territory"


@pytest.fixture(autouse=True)
def searchable_regions(monkeypatch):
    """For these tests regions, which nobody searches, are the only things to find."""
    bodies = {}
    regions = registry.Searchable(
        KIND,
        queryset=lambda: Territory.objects.all(),
        document=lambda region: Document(region.name, **bodies.get(region.pk, {})),
        fillers=frozenset({"cherche"}),
    )
    monkeypatch.setattr(registry, "_searchables", {KIND: regions})
    return bodies


@pytest.fixture
def index(db, searchable_regions):
    """Make things of these titles, searchable at once, with the `others` of their documents."""
    codes = count(1)

    def make(*titles, **others):
        things = [
            Territory.objects.create(
                kind=Territory.Kind.REGION, code=str(next(codes)), name=title, name_key=fold(title)
            )
            for title in titles
        ]
        searchable_regions.update({thing.pk: others for thing in things})
        mark_stale(*things)
        reindex_stale()
        return things

    return make


@pytest.fixture
def found(db):
    """The titles found for some words, best first."""

    def ask(words, **options):
        return [region.name for region in search(Territory.objects.all(), words, **options)]

    return ask
