"""Waking Celery up may never slow or break a page."""

import socket
import threading
import time

import pytest
from django.db import transaction

from portal.jobs import wakeup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(wakeup, "_quiet_until", 0.0)


@pytest.fixture
def sent(monkeypatch, settings):
    """What would be sent to a broker that works."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
    sent = []

    def send(entry, taken):
        sent.append(entry)
        taken.set()

    monkeypatch.setattr(wakeup, "_send", send)
    return sent


def test_told_once_per_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            wakeup.wake_up_after_commit("outbox.deliver")
        wakeup.wake_up_after_commit("jobs.take")
        assert sent == []
    assert sent == ["outbox.deliver", "jobs.take"]


def test_told_even_if_a_part_of_the_transaction_was_taken_back(
    sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                wakeup.wake_up_after_commit("outbox.deliver")
                raise ValueError
        except ValueError:
            wakeup.wake_up_after_commit("outbox.deliver")
    assert sent == ["outbox.deliver"]


def test_nothing_is_told_without_a_broker(settings, django_capture_on_commit_callbacks):
    settings.CELERY_BROKER_URL = ""
    with django_capture_on_commit_callbacks() as callbacks:
        wakeup.wake_up_after_commit("outbox.deliver")
    assert callbacks == []


@pytest.fixture
def silent_broker():
    """Accepts connections and never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    accepted = []

    def accept():
        while True:
            try:
                accepted.append(server.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for connection in accepted:
        connection.close()


@pytest.fixture
def dead_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("broker", ["silent_broker", "dead_port"])
def test_broker_that_does_not_take_it_costs_a_second_once(
    broker, request, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{request.getfixturevalue(broker)}/0"
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        wakeup.wake_up_after_commit("outbox.deliver")
    assert time.monotonic() - started < 1.5
    started = time.monotonic()
    wakeup.wake_up("outbox.deliver")
    assert time.monotonic() - started < 0.1  # quiet for a while


@pytest.mark.redis
@pytest.mark.full
def test_broker_that_works_takes_it(settings):
    import redis

    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    client.delete("celery")
    wakeup.wake_up("outbox.deliver")
    assert client.llen("celery") == 1
    client.delete("celery")
    client.close()
