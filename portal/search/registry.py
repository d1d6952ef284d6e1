"""What can be searched. Each app registers its models in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """The words under which an object is found; those of the title weigh more."""

    title: str
    body: str = ""
    # What stands for the title: each is a phrase of its own (job titles).
    keywords: list = field(default_factory=list)
    # Proper names: found as they are written, never by what they have in common with other words.
    names: str = ""


@dataclass(frozen=True)
class Searchable:
    kind: str
    queryset: Callable
    document: Callable
    fillers: frozenset = frozenset()


_searchables = {}


def register(label, *, queryset, document, fillers=frozenset()):
    """Make `label` ("app.Model") searchable.

    `queryset()` returns the objects with what their documents read, published or not: who may see
    them is asked when searching. `document(instance)` returns a Document. `fillers` are folded
    words that people type here without meaning anything by them: they count only when alone.
    """
    kind = label.lower()
    _searchables[kind] = Searchable(kind, queryset, document, fillers)


def registered():
    return dict(_searchables)


def searchable(model):
    return _searchables[model._meta.label_lower]
