"""Real worker processes, killed and in number, on the test database."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.outbox.models import OutgoingEmail
from portal.outbox.tests.helpers import sending

pytestmark = pytest.mark.django_db(transaction=True)
State = OutgoingEmail.State


def database_url():
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    return f"postgres://{user}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@contextmanager
def workers(port, number=1):
    """`manage.py work`, `number` times, sending to the mail server of this port."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "REDIS_URL": "",
        "LOG_LEVEL": "CRITICAL",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR, env=environment
        )
        for _ in range(number)
    ]
    try:
        yield processes
    finally:
        stopped = [stop(process) for process in processes]
    assert all(stopped), "SIGTERM did not stop a worker"


def stop(process):
    """Ask a worker to stop; says whether it did (or had been killed by the test)."""
    process.terminate()
    try:
        return process.wait(timeout=30) in {0, -signal.SIGKILL}
    except subprocess.TimeoutExpired:
        kill(process)
        return False


def wait_until(condition, seconds=60):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def kill(process):
    process.kill()
    process.wait()


def end_lease():
    OutgoingEmail.objects.exclude(claimed_by="").update(
        claimed_until=timezone.now() - timedelta(seconds=1)
    )


def everything_settled():
    return not OutgoingEmail.objects.filter(state=State.PENDING).exists()


def deliver_all(mail_server, number_of_workers, number_of_messages):
    for _ in range(number_of_messages):
        sending()
    with workers(mail_server.port, number_of_workers):
        wait_until(everything_settled, seconds=240)
    assert OutgoingEmail.objects.filter(state=State.SENT).count() == number_of_messages
    identities = [message_from_bytes(content)["Message-ID"] for content in mail_server.received]
    assert len(identities) == len(set(identities)) == number_of_messages


def test_two_workers_send_each_message_once(mail_server):
    deliver_all(mail_server, 2, 20)


@pytest.mark.full
def test_eight_workers_send_each_of_two_hundred_messages_once(mail_server):
    deliver_all(mail_server, 8, 200)


@pytest.mark.full
def test_message_leaves_within_two_seconds(mail_server):
    with workers(mail_server.port):
        sending()
        wait_until(everything_settled)  # the worker is up
        started = time.monotonic()
        sending()
        wait_until(everything_settled)
        assert time.monotonic() - started < 2


@pytest.mark.full
def test_worker_killed_before_it_spoke_is_replaced_after_the_lease(mail_server):
    row = sending()
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        workers(silent.getsockname()[1]) as [worker],
    ):
        wait_until(lambda: OutgoingEmail.objects.exclude(claimed_by="").exists())
        kill(worker)
    row.refresh_from_db()
    assert (row.state, row.smtp_started_at) == (State.PENDING, None)
    with workers(mail_server.port):
        time.sleep(3)
        assert mail_server.received == []  # the lease is still on
        end_lease()
        wait_until(everything_settled)
        time.sleep(2)
    assert OutgoingEmail.objects.get().state == State.SENT
    assert len(mail_server.received) == 1


@pytest.mark.full
def test_worker_killed_while_it_spoke_leaves_one_unknown_and_no_duplicate(mail_server):
    sending()
    mail_server.answers["DATA"] = "hang"
    with workers(mail_server.port) as [worker]:
        wait_until(lambda: OutgoingEmail.objects.exclude(smtp_started_at=None).exists())
        kill(worker)
    assert OutgoingEmail.objects.get().in_flight
    mail_server.answers.clear()
    end_lease()
    with workers(mail_server.port):
        wait_until(everything_settled)
        time.sleep(2)
    assert OutgoingEmail.objects.get().state == State.UNKNOWN
    assert mail_server.received == []


@pytest.mark.full
def test_mail_server_refuses_then_comes_back(mail_server):
    mail_server.stop()
    sending()
    with workers(mail_server.port):
        wait_until(lambda: OutgoingEmail.objects.get().attempts == 1)
        mail_server.start()
        wait_until(everything_settled)
    assert OutgoingEmail.objects.get().state == State.SENT
    assert len(mail_server.received) == 1
