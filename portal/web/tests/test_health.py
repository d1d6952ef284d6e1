import pytest
from django.urls import reverse
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable

from accounts.factories import UserFactory
from portal.web import health

pytestmark = pytest.mark.django_db


class Broken(HealthCheck):
    def run(self):
        raise ServiceUnavailable("db.interne.example does not answer")


@pytest.fixture(autouse=True)
def nothing_known_yet(monkeypatch):
    monkeypatch.setattr(health, "_last", None)


def test_everything_answers(client):
    response = client.get(reverse("health"))
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert {"database", "cache", "storage"} <= response.json()["checks"].keys()
    assert "no-store" in response.headers["Cache-Control"]


def test_one_failing_part_is_named_and_the_logs_say_why(client, monkeypatch, caplog):
    monkeypatch.setitem(health._checks, "something", Broken)
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["checks"]["something"] == "error"
    assert "interne" not in response.text
    assert "db.interne.example does not answer" in caplog.text
    assert response.json()["checks"]["database"] == "ok"


def test_broker_that_is_down_is_told(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] != "ok"
    assert "127.0.0.1" not in response.text


def test_asked_often_it_looks_once(client, monkeypatch):
    looks = []

    class Counted(HealthCheck):
        def run(self):
            looks.append(1)

    monkeypatch.setitem(health._checks, "counted", Counted)
    for _turn in range(3):
        client.get(reverse("health"))
    assert len(looks) == 1
    monkeypatch.setattr(health, "FRESH_FOR", 0)
    client.get(reverse("health"))
    assert len(looks) == 2


def test_says_nothing_of_people(client):
    user = UserFactory()
    client.force_login(user)
    assert user.email not in client.get(reverse("health")).text


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("alive"))
    assert response.content == b"ok"
