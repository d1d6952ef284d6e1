"""What the tests ask of the search's index."""

from portal.search.models import SearchEntry
from trainings.models import Training


def stale(model=Training):
    """The ids of the objects whose entry is to be read again."""
    entries = SearchEntry.objects.filter(stale=True, kind=model._meta.label_lower)
    return set(entries.values_list("object_id", flat=True))
