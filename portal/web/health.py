"""`/sante/`: does all that the portal leans on answer? `/sante/vivant/`: does this process?

Other blocks add their own with `register(check)`, a django-health-check class.
"""

import asyncio
import time
from functools import partial

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.checks import Cache, Database, Storage
from health_check.contrib.redis import Redis
from health_check.views import HealthCheckView
from redis.asyncio import Redis as RedisClient

# Anybody may ask, and the checks write: they run once in this while, in each process.
FRESH_FOR = 5
_last = None

_checks = {"database": Database, "cache": Cache, "storage": Storage}


def register(name, check):
    """Add a check (a class or function without arguments that makes one) under `name`."""
    _checks[name] = check


def current_checks():
    checks = dict(_checks)
    if settings.CELERY_BROKER_URL:
        client = partial(RedisClient.from_url, settings.CELERY_BROKER_URL, socket_timeout=2)
        checks["broker"] = partial(Redis, client_factory=client)
    return checks


class Health(HealthCheckView):
    """Says for each part « ok » or « error »; 503 as soon as one is. The logs say what."""

    http_method_names = ["get", "head"]

    async def get(self, request):
        states = await current_states()
        failed = "error" in states.values()
        return JsonResponse(
            {"status": "error" if failed else "ok", "checks": states}, status=503 if failed else 200
        )


async def current_states():
    """« ok » or « error » by name, a few seconds old at most."""
    global _last
    if _last and time.monotonic() - _last[0] < FRESH_FOR:
        return _last[1]
    checks = current_checks()
    # The text of an error may name a host: django-health-check logs it.
    results = await asyncio.gather(*(make().get_result() for make in checks.values()))
    states = {
        name: "error" if result.error else "ok"
        for name, result in zip(checks, results, strict=True)
    }
    _last = time.monotonic(), states
    return states


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok", content_type="text/plain")
