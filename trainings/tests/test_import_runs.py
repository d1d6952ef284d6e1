"""Imports as jobs: what ends them, what is said of it, and to whom."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.factories import UserFactory
from portal.jobs.models import Job
from portal.jobs.services import MAX_ATTEMPTS, take_job
from portal.notices.models import Notice
from trainings import registry
from trainings.models import Session, Training
from trainings.personal_data import erase_imports
from trainings.services.imports import runs, session_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


@pytest.fixture
def start(source, profile, staff):
    """Give a file of these rows; its job waits."""

    def run(*rows, **options):
        content = Path(source(*rows).table.path).read_bytes()
        return runs.start_run(profile, SimpleUploadedFile("x.csv", content), by=staff, **options)

    return run


def do(run, *, apply=False):
    if apply:
        runs.ask_to_apply(run, by=run.requested_by, seen=run.digest)
    take_job()
    run.refresh_from_db()
    return run


def test_a_run_whose_workers_die_is_ended(start, staff):
    run = start()
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(
        state=Job.State.RUNNING, claimed_by="dead", claimed_until=past, attempts=MAX_ATTEMPTS
    )
    do(run)
    assert (run.state, run.file) == ("failed", "")
    assert "technicians" in run.error
    assert Notice.objects.filter(recipient=staff).count() == 1


def test_the_row_of_the_job_says_how_far_the_check_is(start):
    do(start({}, {"Numéro": "S2"}))
    assert Job.objects.get().progress == 2


@pytest.mark.parametrize("apply", [False, True])
def test_an_import_goes_on_without_whoever_asked_for_it(start, staff, apply):
    run = start()
    if apply:
        do(run)
        runs.ask_to_apply(run, by=staff, seen=run.digest)
    Notice.objects.all().delete()
    erase_imports(staff)
    do(run)
    assert run.state == ("applied" if apply else "checked")
    assert Training.objects.exists() is apply
    assert not Notice.objects.exists()


def test_a_run_that_fails_is_ended_without_whoever_asked_for_it(start, staff):
    run = start({"Numéro": ""})
    run.profile.columns.all().delete()
    erase_imports(staff)
    assert do(run).state == "failed"


def test_what_the_database_refuses_each_time_is_said(start, monkeypatch):
    do(do(start()), apply=True)
    changed = registry.SessionChanged()
    monkeypatch.setattr(session_rows, "session_changed", changed)

    @changed.register
    def break_a_constraint(changes, by):
        Session.objects.update(ends_on=F("starts_on") - timedelta(days=1))

    run = do(start({"Fin": "31/07/2027"}))
    do(run, apply=True)
    assert run.state == "failed"
    assert "The database refuses" in run.error
    assert "session_ends_after_start" in run.error


def test_the_report_stays_when_applying_is_undone(start, client, monkeypatch):
    run = do(start())

    def broken(notification):
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "notify", broken)
    do(run, apply=True)
    assert run.state == "applying"
    assert not Training.objects.exists()
    assert Path(run.report.path).exists()


def test_a_report_that_is_gone_is_not_found(start, client):
    run = do(start())
    Path(run.report.path).unlink()
    page = reverse("admin:trainings_importrun_report", args=[run.pk])
    assert client.get(page).status_code == 404
