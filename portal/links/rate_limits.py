"""Limits on what visitors may repeat: so many times in a fixed window.

Counted in a cache that all processes share. Tries at codes are not counted
here but in the database (see codes.py): a restarted cache must not give them back.
"""

import hashlib
import logging
import time
from datetime import timedelta

from django.core.cache import caches
from redis.exceptions import RedisError

from .addresses import client_address

logger = logging.getLogger(__name__)


class TooManyRequests(Exception):
    """Answered by the site's 429 page (see middleware.py), with the time to wait."""

    def __init__(self, retry_after):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


def rate_limit(request, name, limit, per, key=None):
    """Count one more `name` by `key` (the client's address unless given); refuse beyond `limit`.

    `per` is a timedelta. Raises TooManyRequests; returns how many are left.
    """
    seconds = int(per.total_seconds())
    now = int(time.time())
    counter = _cache_key(name, key or client_address(request), now // seconds)
    used = _count(counter, timeout=seconds)
    if used > limit:
        raise TooManyRequests(retry_after=seconds - now % seconds)
    return limit - used


def first_time(name, key, per=timedelta(hours=1)):
    """Whether `name` has not been seen with `key` within `per`: stops replays."""
    try:
        return caches["limits"].add(_cache_key(name, key), 1, timeout=int(per.total_seconds()))
    except (OSError, RedisError):
        logger.warning("The cache does not answer: a replay cannot be told from a first time.")
        return True


def _cache_key(name, *parts):
    # Hashed: a key may be an e-mail address, or hold what a cache refuses.
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:40]
    return f"limit:{name}:{digest}"


def _count(counter, timeout):
    """Return the raised count, or 0 when the cache is down: pages work on without it."""
    cache = caches["limits"]
    try:
        cache.add(counter, 0, timeout=timeout)
        used = cache.incr(counter)
        # The file cache forgets the timeout when it counts.
        cache.touch(counter, timeout=timeout)
    except ValueError:  # It expired between the two lines.
        return 1
    except (OSError, RedisError):
        logger.warning("The cache does not answer: rate limits are off meanwhile.")
        return 0
    return used
