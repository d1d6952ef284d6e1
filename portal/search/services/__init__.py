from .index import differences, mark_stale, rebuild, reindex_stale
from .query import MAX_TYPED, MAX_WORDS, Reading, read, search

__all__ = [
    "MAX_TYPED",
    "MAX_WORDS",
    "Reading",
    "differences",
    "mark_stale",
    "read",
    "rebuild",
    "reindex_stale",
    "search",
]
