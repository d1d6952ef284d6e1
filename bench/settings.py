"""The portal as in production, but for https and for counting its statements when asked."""

import os

from portal.settings import *  # noqa: F403

if not DATABASE["ENGINE"].endswith("postgresql"):  # noqa: F405
    raise RuntimeError("Pages are measured on PostgreSQL: set DATABASE_URL.")

DEBUG = False
MIDDLEWARE = ["bench.middleware.CountStatements", *MIDDLEWARE]  # noqa: F405

# Each portal of each run has its own cache.
_owner = f"bench:{os.environ.get('BENCH_RUN', '')}:{DATABASE['NAME']}"  # noqa: F405
if REDIS_URL:  # noqa: F405
    for _cache in CACHES.values():  # noqa: F405
        _cache["KEY_PREFIX"] = _owner
else:
    _cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": _owner}
    CACHES = {"default": _cache, "limits": _cache}
