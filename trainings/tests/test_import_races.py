"""Two imports, or an import and a person, at the same instant: each thread speaks French."""

import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from accounts.factories import UserFactory
from portal.jobs.services import take_job
from trainings.models import ImportRun, Session, Training
from trainings.services.imports import pipeline, runs

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]


def all_at_once(*actions):
    """Do these together; returns what each answered or raised."""
    barrier, answers = threading.Barrier(len(actions)), {}

    def do(number, action):
        try:
            barrier.wait(timeout=30)
            answers[number] = action()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=item) for item in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(actions))]


@pytest.fixture
def start(source, profile, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    staff = UserFactory(administrator=True)

    def run(*rows):
        content = source(*rows).table.path.read_bytes()
        run = runs.start_run(profile, SimpleUploadedFile("x.csv", content), by=staff)
        take_job()
        run.refresh_from_db()
        assert run.state == "checked"
        return run

    return run


def test_two_staff_apply_the_same_run(start):
    run = start()
    others = UserFactory.create_batch(4, administrator=True)
    ask = [lambda user=user: runs.ask_to_apply(run, by=user, seen=run.digest) for user in others]
    answers = all_at_once(*ask)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType"] + ["NotNow"] * 3
    while take_job():
        pass
    run.refresh_from_db()
    assert run.state == "applied"
    assert Training.objects.count() == Session.objects.count() == 1


def test_two_runs_at_once(start):
    rows = [{"Numéro": f"S{number}", "Code": f"F{number}"} for number in range(40)]
    first, second = start(*rows), start(*reversed(rows))
    for run in (first, second):
        runs.ask_to_apply(run, by=run.requested_by, seen=run.digest)
    assert all_at_once(take_job, take_job) == [True, True]
    states = ImportRun.objects.order_by("state").values_list("state", "error")
    (_applied, done), (_checked, said) = states
    assert [state for state, _error in states] == ["applied", "checked"]
    assert (done, "a changé depuis la vérification" in said) == ("", True)
    assert Training.objects.count() == Session.objects.count() == 40


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("gone", [False, True])
def test_what_a_person_writes_during_an_import_is_not_lost(source, apply, profile, gone):
    apply(source())
    Session.objects.all().delete()
    only_title = source({"Titre": "Maçonne"})
    digest = pipeline.check(only_title, profile).digest
    locked, answers = threading.Event(), []

    def person():
        with transaction.atomic():
            training = Training.objects.select_for_update().get(code="F1")
            locked.set()
            _wait_for_a_blocked_statement()
            if gone:
                training.delete()
            else:
                Training.objects.filter(pk=training.pk).update(title="Maçon d’art", hours=35)

    def importer():
        locked.wait(timeout=30)
        try:
            pipeline.apply(only_title, profile, actor=None, digest=digest)
        except pipeline.NotApplied as refusal:
            answers.append(str(refusal))

    assert all_at_once(person, importer) == [None, None]
    assert answers == ["Le catalogue a changé depuis la vérification."]
    titles = list(Training.objects.values_list("title", "hours"))
    assert titles == ([] if gone else [("Maçon d’art", 35)])


def _wait_for_a_blocked_statement():
    for _again in range(300):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("Nothing waits for the lock.")
