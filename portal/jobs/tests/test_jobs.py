"""Long work: rows with progress and lease."""

import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.jobs import privacy, services
from portal.jobs.models import Job, ScheduledRun

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(services, "_kinds", {})


@pytest.fixture
def ended(kinds):
    """What is told of a job that fails each time."""
    told = []

    @services.job("tests.fails", given_up=lambda number: told.append(number))
    def fails(run, number):
        raise ValueError("no such file")

    return told


@pytest.fixture
def counting(kinds):
    """A job that counts to `upto`, and what it saw on the way."""
    seen = []

    @services.job("tests.count")
    def count(run, upto):
        for number in range(1, upto + 1):
            run.report(number, upto)
            seen.append(Job.objects.get().percentage)

    return seen


def test_job_runs_once_and_tells_its_progress(counting):
    user = UserFactory()
    row = services.start_job("tests.count", by=user, upto=4)
    assert services.take_job() is True
    assert services.take_job() is False
    row.refresh_from_db()
    assert counting == [25, 50, 75, 100]
    assert (row.state, row.progress, row.total, row.requested_by) == (State.DONE, 4, 4, user)
    assert row.finished_at


def test_unknown_job_is_refused_at_once(kinds):
    with pytest.raises(ValueError, match="No job"):
        services.start_job("tests.nothing")


def test_failure_is_tried_again_then_said(kinds):
    @services.job("tests.fails")
    def fails(run):
        raise ValueError("no such file")

    row = services.start_job("tests.fails")
    for _ in range(services.MAX_ATTEMPTS):
        assert services.take_job() is True
        Job.objects.filter(state=State.RUNNING).update(claimed_until=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, services.MAX_ATTEMPTS)
    assert row.error == "ValueError: no such file"
    assert services.take_job() is False


def test_failing_job_does_not_stop_the_next(counting):
    @services.job("tests.fails")
    def fails(run):
        raise ValueError("no")

    services.start_job("tests.fails")
    services.start_job("tests.fails")
    assert services.take_job() is True
    assert services.take_job() is True


def test_job_of_a_dead_worker_is_taken_over(counting):
    row = services.start_job("tests.count", upto=1)
    dead = services._claim_job()
    assert services.take_job() is False
    Job.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert services.take_job() is True
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.DONE, 2)
    with pytest.raises(services.LeaseLost):
        dead.report(1)


def test_job_that_kills_its_workers_is_given_up(counting):
    row = services.start_job("tests.count", upto=1)
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(
        state=State.RUNNING, claimed_by="dead", claimed_until=past, attempts=services.MAX_ATTEMPTS
    )
    services.take_job()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert row.error
    assert counting == []


@pytest.mark.parametrize("died", [False, True])
def test_what_waits_for_a_job_is_told_once_that_it_failed_for_good(ended, died):
    row = services.start_job("tests.fails", number=7)
    if died:
        past = timezone.now() - timedelta(seconds=1)
        attempts = services.MAX_ATTEMPTS
        Job.objects.update(
            state=State.RUNNING, claimed_by="dead", claimed_until=past, attempts=attempts
        )
    while services.take_job():
        Job.objects.filter(state=State.RUNNING).update(claimed_until=timezone.now())
    row.refresh_from_db()
    assert (row.state, ended) == (State.FAILED, [7])


def test_a_fault_of_who_is_told_does_not_bring_the_job_back(kinds):
    @services.job("tests.fails", given_up=lambda: 1 / 0)
    def fails(run):
        raise ValueError("no such file")

    row = services.start_job("tests.fails")
    while services.take_job():
        Job.objects.filter(state=State.RUNNING).update(claimed_until=timezone.now())
    row.refresh_from_db()
    assert row.state == State.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_job_at_work_in_one_transaction_is_kept(kinds, monkeypatch):
    monkeypatch.setattr(services, "KEEP_EVERY", timedelta(milliseconds=50))
    seen = []

    @services.job("tests.long")
    def long(run):
        # SQLite has one writer at a time: there the lease is prolonged between transactions.
        with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
            for _look in range(2):
                seen.append(Job.objects.get().claimed_until)
                time.sleep(0.5)

    row = services.start_job("tests.long")
    services.take_job()
    row.refresh_from_db()
    assert seen[1] > seen[0]
    assert row.state == State.DONE


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "running"},
        {"state": "done"},
        {"state": "failed", "finished_at": timezone.now()},
        {"finished_at": timezone.now()},
        {"claimed_by": "me"},
        {"progress": 3, "total": 2},
        {"state": "lost"},
    ],
    ids=lambda changes: ",".join(changes),
)
def test_impossible_row_is_refused(counting, changes):
    services.start_job("tests.count", upto=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**changes)


def test_old_jobs_are_purged(counting):
    old = services.start_job("tests.count", upto=1)
    services.take_job()
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=31))
    waiting = services.start_job("tests.count", upto=1)
    services.purge_jobs()
    assert Job.objects.get() == waiting


def test_erased_person_is_no_longer_named(counting):
    user = UserFactory()
    services.start_job("tests.count", by=user, upto=1)
    assert privacy.export_jobs(user)[0]["kind"] == "tests.count"
    privacy.erase_jobs(user)
    assert Job.objects.get().requested_by is None


def test_staff_see_jobs_and_scheduled_work(client, counting):
    client.force_login(UserFactory(administrator=True))
    row = services.start_job("tests.count", upto=4)
    ScheduledRun.objects.create(name="tests.hourly", error="ValueError: no")
    assert "tests.count" in client.get(reverse("admin:jobs_job_changelist")).content.decode()
    page = client.get(reverse("admin:jobs_job_change", args=[row.pk]))
    assert page.status_code == 200
    assert "_save" not in page.content.decode()
    page = client.get(reverse("admin:jobs_scheduledrun_changelist")).content.decode()
    assert "ValueError: no" in page
