from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache, caches

from portal.links.addresses import client_address
from portal.links.rate_limits import TooManyRequests, first_time, rate_limit

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_the_limit_is_by_address_and_by_window(rf):
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC), tick=False) as clock:
        here = rf.get("/", REMOTE_ADDR="192.0.2.1")
        assert rate_limit(here, "test", 2, MINUTE) == 1
        assert rate_limit(here, "test", 2, MINUTE) == 0
        with pytest.raises(TooManyRequests) as refusal:
            rate_limit(here, "test", 2, MINUTE)
        assert refusal.value.retry_after == 50
        rate_limit(rf.get("/", REMOTE_ADDR="192.0.2.2"), "test", 2, MINUTE)
        rate_limit(here, "other", 2, MINUTE)
        clock.shift(50)
        assert rate_limit(here, "test", 2, MINUTE) == 1


def test_the_limit_can_be_by_account(rf):
    rate_limit(rf.get("/", REMOTE_ADDR="192.0.2.1"), "test", 1, MINUTE, key="a@exemple.fr")
    with pytest.raises(TooManyRequests):
        rate_limit(rf.get("/", REMOTE_ADDR="192.0.2.2"), "test", 1, MINUTE, key="a@exemple.fr")


def test_a_long_window_is_not_forgotten_by_the_file_cache(rf):
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tick=False) as clock:
        rate_limit(rf.get("/"), "test", 1, HOUR)
        clock.shift(30 * 60)
        with pytest.raises(TooManyRequests):
            rate_limit(rf.get("/"), "test", 1, HOUR)


def test_a_cache_that_is_down_refuses_nobody(rf):
    with mock.patch.object(type(caches["limits"]), "add", side_effect=ConnectionError):
        for _ in range(3):
            rate_limit(rf.get("/"), "test", 1, MINUTE)
        assert first_time("test", "a")


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="Redis drops nothing by itself")
def test_a_full_cache_forgets_no_count(rf):
    rate_limit(rf.get("/"), "test", 1, HOUR)
    cache.clear()
    with pytest.raises(TooManyRequests):
        rate_limit(rf.get("/"), "test", 1, HOUR)


def test_first_time_is_true_once(rf):
    assert first_time("test", "a")
    assert not first_time("test", "a")
    assert first_time("test", "b")


@pytest.mark.django_db
def test_beyond_the_limit_the_site_answers_its_429_page(rf, client):
    from portal.links.middleware import RateLimitMiddleware

    # A page of the site, with all that its layout needs.
    request = client.get("/").wsgi_request
    middleware = RateLimitMiddleware(get_response=None)
    response = middleware.process_exception(request, TooManyRequests(retry_after=90))
    assert response.status_code == 429 and response["Retry-After"] == "90"
    assert "attendez 2 minutes" in response.content.decode()
    assert middleware.process_exception(request, ValueError()) is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1"),
        (1, "not an address", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == expected


def test_an_ipv6_visitor_counts_as_one_whatever_the_end_of_the_address(rf):
    first = client_address(rf.get("/", REMOTE_ADDR="2001:db8:1:2:aaaa::1"))
    second = client_address(rf.get("/", REMOTE_ADDR="2001:db8:1:2:bbbb::2"))
    assert first == second == "2001:db8:1:2::"
