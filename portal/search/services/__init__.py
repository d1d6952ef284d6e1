from .index import differences, mark_stale, rebuild, reindex_stale
from .query import MAX_TYPED, matches, search

__all__ = [
    "MAX_TYPED",
    "differences",
    "mark_stale",
    "matches",
    "rebuild",
    "reindex_stale",
    "search",
]
