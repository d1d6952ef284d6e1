"""`/sante/`: does all that the portal leans on answer? `/sante/vivant/`: does this process?

Other blocks add their own with `register(check)`, a django-health-check class.
"""

import asyncio
from functools import partial

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.checks import Cache, Database, Storage
from health_check.contrib.redis import Redis
from health_check.views import HealthCheckView
from redis.asyncio import Redis as RedisClient

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
    """Says for each part « ok » or what is wrong; 503 as soon as one is. No address, no name."""

    http_method_names = ["get", "head"]

    async def get(self, request):
        checks = current_checks()
        results = await asyncio.gather(*(make().get_result() for make in checks.values()))
        states = {
            name: str(result.error) if result.error else "ok"
            for name, result in zip(checks, results, strict=True)
        }
        failed = any(result.error for result in results)
        return JsonResponse(
            {"status": "error" if failed else "ok", "checks": states}, status=503 if failed else 200
        )


@never_cache
@require_safe
def alive(request):
    return HttpResponse("ok", content_type="text/plain")
