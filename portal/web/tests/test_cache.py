"""The portal works on while Redis is down or hangs."""

import socket
import time

import pytest
from django.core.cache import caches
from django.urls import reverse

from accounts.factories import PASSWORD, UserFactory
from portal.web import cache as cache_module
from portal.web.cache import SpareableRedisCache


@pytest.fixture(params=["down", "hanging"])
def redis_url(request):
    """A Redis that refuses connections, or accepts them and never answers."""
    server = socket.create_server(("127.0.0.1", 0), backlog=100)
    port = server.getsockname()[1]
    if request.param == "down":
        server.close()
    yield f"redis://127.0.0.1:{port}/0"
    server.close()


@pytest.fixture
def broken_cache(redis_url, settings, monkeypatch):
    monkeypatch.setattr(SpareableRedisCache, "quiet_until", 0.0)
    backend = {"BACKEND": "portal.web.cache.SpareableRedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": backend, "limits": backend}
    yield caches["default"]
    monkeypatch.setattr(SpareableRedisCache, "quiet_until", time.monotonic() + 60)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (lambda cache: cache.get("a", 1), 1),
        (lambda cache: cache.get_many(["a"]), {}),
        (lambda cache: cache.get_or_set("a", 2), 2),
        (lambda cache: "a" in cache, False),
        (lambda cache: cache.add("a", 1), True),
        (lambda cache: cache.incr("a"), 1),
        (lambda cache: cache.set("a", 1, timeout=5), None),
        (lambda cache: cache.set_many({"a": 1}), []),
        (lambda cache: cache.touch("a", 5), False),
        (lambda cache: cache.delete("a"), False),
        (lambda cache: cache.delete_many(["a"]), None),
    ],
)
def test_nothing_fails(broken_cache, call, answer):
    assert call(broken_cache) == answer


def test_it_is_waited_for_once_in_a_while(broken_cache):
    started = time.monotonic()
    for _ in range(50):
        broken_cache.get("a")
    assert time.monotonic() - started < 2 * cache_module.PATIENCE


@pytest.mark.django_db(transaction=True)
def test_pages_and_mail_stay_quick(broken_cache, redis_url, client, settings, monkeypatch):
    """The same Redis is the broker: a page that writes a message answers within two seconds."""
    settings.CELERY_BROKER_URL = redis_url
    monkeypatch.setattr("portal.jobs.wakeup._quiet_until", 0.0)
    user = UserFactory()
    client.get(reverse("home"))  # templates are compiled once
    SpareableRedisCache.quiet_until = 0.0
    started = time.monotonic()
    page = client.post(reverse("accounts:forgotten"), {"email": user.email})
    assert time.monotonic() - started < 2
    assert page.status_code == 302
    assert client.get(reverse("home")).status_code == 200
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
