"""What can be searched. Each app registers its models in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """The words under which an object is found; those of the title weigh more."""

    title: str
    body: str = ""


@dataclass(frozen=True)
class Searchable:
    kind: str
    queryset: Callable
    document: Callable


_searchables = {}


def register(label, *, queryset, document):
    """Make `label` ("app.Model") searchable.

    `queryset()` returns the objects with what their documents read, published or not: who may see
    them is asked when searching. `document(instance)` returns a Document.
    """
    kind = label.lower()
    _searchables[kind] = Searchable(kind, queryset, document)


def registered():
    return dict(_searchables)


def searchable(model):
    return _searchables[model._meta.label_lower]
