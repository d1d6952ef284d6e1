import pytest

from portal.search.services import mark_stale, reindex_stale, search
from trainings.factories import TrainingFactory
from trainings.models import Training


@pytest.fixture
def index(db):
    """Make trainings of these titles, searchable at once."""

    def make(*titles, **fields):
        trainings = [TrainingFactory(title=title, **fields) for title in titles]
        mark_stale(*trainings)
        reindex_stale()
        return trainings

    return make


@pytest.fixture
def found(db):
    """The titles found for some words, best first."""

    def ask(words, **options):
        return [t.title for t in search(Training.objects.all(), words, **options)]

    return ask
