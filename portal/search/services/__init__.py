from .index import differences, mark_stale, rebuild, reindex_stale
from .query import search

__all__ = ["differences", "mark_stale", "rebuild", "reindex_stale", "search"]
