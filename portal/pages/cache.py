"""What most pages read and staff seldom change, kept in the cache all processes share."""

import logging

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SETTINGS, FOOTER, TERMS = KEYS = ["pages:settings", "pages:footer", "pages:terms"]
SECONDS = 300


def cached(key, load):
    """Return what `load()` gave last. With the cache down pages are slower, never unavailable."""
    try:
        # In a list: None is worth keeping too.
        if kept := cache.get(key):
            return kept[0]
    except (OSError, RedisError):
        logger.warning("The cache does not answer.")
        return load()
    value = load()
    _without_failing(lambda: cache.set(key, [value], SECONDS))
    return value


def forget():
    """Have everything read again: at once here, after the commit everywhere."""
    _forget_now()
    transaction.on_commit(_forget_now)


def _forget_now():
    _without_failing(lambda: cache.delete_many(KEYS))


def _without_failing(call):
    try:
        call()
    except (OSError, RedisError):
        logger.warning("The cache does not answer.")
