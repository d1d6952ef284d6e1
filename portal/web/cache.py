"""The shared cache, without which the portal still works."""

import time

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

PATIENCE = 0.4
QUIET = 10.0


class SpareableRedisCache(RedisCache):
    """Redis; while it is down or hangs, an empty cache that forgets at once.

    No page waits for it more than once in a while, and none fails: what the
    cache holds can be read again, and what must not be forgotten (tries at
    codes) is in the database. `/sante/` says that it is down.
    """

    quiet_until = 0.0

    def __init__(self, server, params):
        super().__init__(server, params)
        self._options = {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
            **self._options,
        }

    def _try(self, method, *arguments, otherwise=None, **options):
        if time.monotonic() < SpareableRedisCache.quiet_until:
            return otherwise
        try:
            return method(*arguments, **options)
        except (OSError, RedisError) as error:
            # For the whole process: Django makes one cache object per thread.
            SpareableRedisCache.quiet_until = time.monotonic() + QUIET
            log.warning("cache_does_not_answer", error=type(error).__name__, quiet_for=QUIET)
            return otherwise

    def get(self, key, default=None, version=None):
        return self._try(super().get, key, default, version, otherwise=default)

    def get_many(self, keys, version=None):
        return self._try(super().get_many, keys, version, otherwise={})

    def has_key(self, key, version=None):
        return self._try(super().has_key, key, version, otherwise=False)

    def add(self, *arguments, **options):
        return self._try(super().add, *arguments, otherwise=True, **options)

    def incr(self, key, delta=1, version=None):
        return self._try(super().incr, key, delta, version, otherwise=delta)

    def set(self, *arguments, **options):
        return self._try(super().set, *arguments, **options)

    def set_many(self, *arguments, **options):
        return self._try(super().set_many, *arguments, otherwise=[], **options)

    def touch(self, *arguments, **options):
        return self._try(super().touch, *arguments, otherwise=False, **options)

    def delete(self, key, version=None):
        return self._try(super().delete, key, version, otherwise=False)

    def delete_many(self, keys, version=None):
        return self._try(super().delete_many, keys, version)

    def clear(self):
        return self._try(super().clear, otherwise=False)
