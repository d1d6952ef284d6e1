import pytest
from django.urls import reverse
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable

from accounts.factories import UserFactory
from portal.web import health

pytestmark = pytest.mark.django_db


class Broken(HealthCheck):
    def run(self):
        raise ServiceUnavailable("too old")


def test_everything_answers(client):
    response = client.get(reverse("health"))
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert {"database", "cache", "storage"} <= response.json()["checks"].keys()
    assert "no-store" in response.headers["Cache-Control"]


def test_one_failing_part_is_named(client, monkeypatch):
    monkeypatch.setitem(health._checks, "something", Broken)
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["checks"]["something"].endswith("too old")
    assert response.json()["checks"]["database"] == "ok"


def test_broker_that_is_down_is_told(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] != "ok"
    assert "127.0.0.1" not in response.text


def test_says_nothing_of_people(client):
    user = UserFactory()
    client.force_login(user)
    assert user.email not in client.get(reverse("health")).text


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("alive"))
    assert response.content == b"ok"
