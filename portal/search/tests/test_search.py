import pytest

from portal.search.services import mark_stale, reindex_stale, search
from trainings.factories import TrainingFactory
from trainings.models import Training

pytestmark = pytest.mark.django_db


def index(*titles, **fields):
    trainings = [TrainingFactory(title=title, **fields) for title in titles]
    mark_stale(*trainings)
    reindex_stale()
    return trainings


def found(words, **options):
    return [training.title for training in search(Training.objects.all(), words, **options)]


@pytest.mark.parametrize(
    "words",
    [
        "Plombier-chauffagiste",
        "plombiere chauffagiste",
        "PLOMBIÈRES CHAUFFAGISTES",
        "chauffagiste plombier",
        "l'plombier",
        "plombié",
        "plonbier",
    ],
)
def test_words_are_forgiven(words):
    index("Plombier-chauffagiste", "Cuisinier")
    assert found(words) == ["Plombier-chauffagiste"]
