"""Importing in Django admin: what is shown, applied once, told and erased."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.jobs.services import take_job
from portal.notices.models import Notice
from portal.outbox.models import OutgoingEmail
from portal.territories.communes import load_first_communes
from portal.territories.services import load_territories
from trainings.factories import TrainingFactory
from trainings.models import Centre, ImportColumn, ImportProfile, ImportRun, Session, Training
from trainings.services.imports import runs

from .import_page import FILE, address, decide, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_a_file_is_checked_shown_and_applied(client, give, administrator):
    run = give(FILE.format(hours=300))
    assert run.state == "checked"
    assert not Training.objects.exists()
    page = client.get(address("change", run.pk)).content.decode()
    assert "F1" in page
    assert "Appliquer" in page
    decide(client, run)
    assert run.state == "applied"
    assert Training.objects.count() == 2
    page = client.get(address("change", run.pk)).content.decode()
    assert "Appliquer" not in page
    events = AuditEvent.objects.filter(action="trainings.import_applied")
    assert events.get().actor == administrator


def test_the_bell_and_a_mail_tell_when_it_is_done(client, give, administrator):
    run = give(FILE.format(hours=300))
    decide(client, run)
    assert Notice.objects.filter(recipient=administrator).count() == 2
    mails = OutgoingEmail.objects.filter(kind="trainings.import_done", to=administrator.email)
    assert [mail.subject for mail in mails] == ["Import de offre.csv"] * 2


def test_the_file_is_erased_when_it_is_over(client, give):
    run = give(FILE.format(hours=300))
    assert len(stored()) == 2  # the file and its report
    decide(client, run)
    assert run.file == ""
    assert "F1" in Path(run.report.path).read_text(encoding="utf-8-sig")


def test_a_dropped_file_is_erased_and_changes_nothing(client, give, at_commit):
    run = give(FILE.format(hours=300))
    with at_commit(execute=True):
        decide(client, run, drop="yes")
    assert run.state == "dropped"
    assert len(stored()) == 1
    assert not Training.objects.exists()


def test_rejected_rows_must_be_left_out_on_purpose(client, give):
    run = give(FILE.format(hours="beaucoup"))
    page = client.get(address("change", run.pk)).content.decode()
    assert "« beaucoup » n’est pas un nombre" in page.replace("\xa0", " ")
    assert "rejetées" in decide(client, run)
    assert run.state == "checked"
    decide(client, run, leave_out="yes")
    assert run.state == "applied"
    assert [training.code for training in Training.objects.all()] == ["F1"]


def test_a_file_of_the_wrong_kind_is_refused_with_a_reason(client, give):
    run = give("Autre;Titre\n1;2\n")
    assert (run.state, run.file) == ("failed", "")
    assert "Autre" in client.get(address("change", run.pk)).content.decode()


def test_an_lheo_file_with_an_unknown_element(give):
    profile = ImportProfile.objects.create(name="LHEO", format="lheo")
    run = give('<lheo xmlns="http://www.lheo.org/2.2"><offre/></lheo>', profile=profile)
    assert run.state == "failed"
    assert "offre" in run.error


def test_the_report_is_for_downloading(client, give):
    run = give(FILE.format(hours="x"))
    response = client.get(address("report", run.pk))
    assert "attachment" in response["Content-Disposition"]
    assert "Heures" in b"".join(response.streaming_content).decode("utf-8-sig")


def test_what_others_changed_meanwhile_is_shown_before_anything_is_written(client, give):
    TrainingFactory(code="F1", title="Maçon", hours=100)
    run = give(FILE.format(hours=300))
    Training.objects.filter(code="F1").update(hours=200)
    seen = run.digest
    decide(client, run)
    assert run.state == "checked"
    assert run.digest != seen
    assert "a changé" in run.error
    assert Training.objects.get().hours == 200
    decide(client, run)
    assert run.state == "applied"
    assert Training.objects.get(code="F1").hours == 700


def test_a_page_of_the_past_decides_nothing(client, give):
    run = give(FILE.format(hours=300))
    assert "avancé entre-temps" in decide(client, run, seen="other")
    assert run.state == "checked"
    decide(client, run)
    assert "avancé entre-temps" in decide(client, run, drop="yes")
    assert run.state == "applied"


def test_two_staff_applying_the_same_file(client, give):
    first, second = give(FILE.format(hours=300)), give(FILE.format(hours=300))
    decide(client, first)
    decide(client, second)
    assert second.state == "checked"
    assert "rien" in client.get(address("change", second.pk)).content.decode()
    assert Training.objects.count() == 2


def test_the_job_may_be_repeated(client, give):
    run = give(FILE.format(hours=300))
    decide(client, run)
    for job in Job.objects.all():
        Job.objects.create(kind=job.kind, arguments=job.arguments)
        take_job()
    run.refresh_from_db()
    assert run.state == "applied"
    assert Training.objects.count() == 2


def test_what_goes_wrong_is_said_at_once(client, give, administrator, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(runs.pipeline, "check", broken)
    run = give(FILE.format(hours=300))
    assert run.state == "failed"
    assert "inattendue" in client.get(address("change", run.pk)).content.decode()
    assert "offre.csv" in Notice.objects.get(recipient=administrator).text


def test_a_database_that_was_away_is_tried_again(give, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(runs.pipeline, "check", away)
    run = give(FILE.format(hours=300))
    assert run.state == "checking"
    monkeypatch.undo()
    Job.objects.update(claimed_until=timezone.now())
    take_job()
    run.refresh_from_db()
    assert run.state == "checked"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "ni un fichier CSV"),
        ("offre.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "fichier Excel ancien"),
        ("offre.docx", b"PK\x03\x04" + b"word" * 20, "pas un fichier XLSX"),
        ("offre.xml", b'<?xml version="1.0"?><lheo/>', "choisissez un profil LHEO"),
        ("page.csv", b"\n<!DOCTYPE html><p>Non</p>", "page web"),
        ("longue.csv", b"Code;Titre;Heures\nF1;" + b"x" * 100_001, "une cellule"),
        ("vide.csv", b"\n \n", "est vide"),
        ("colonnes.csv", b"Code;Titre;Heure\nF1;F;1\n", "colonnes du profil : Heures"),
    ],
)
def test_any_wrong_file_ends_with_a_sentence_on_the_page_and_the_bell(
    client, give, administrator, name, content, said
):
    run = give(content, name=name)
    assert (run.state, run.file) == ("failed", "")
    page = client.get(address("change", run.pk)).content.decode()
    assert said in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "Vérification en cours" not in page
    assert name in Notice.objects.get(recipient=administrator).text


def test_the_page_follows_the_check_by_itself(client, give, administrator):
    run = give(FILE.format(hours=300))
    ImportRun.objects.update(state="checking")
    runs.cache.set(f"trainings:import:{run.pk}", (1500, 40))
    page = client.get(address("change", run.pk)).content.decode().replace("\u202f", " ")
    assert 'role="status"' in page
    assert 'http-equiv="refresh"' in page
    assert "1 500 lignes lues" in page.replace("\xa0", " ")
    assert "40" in page
    asking = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(address("change", run.pk), headers=asking)
    ImportRun.objects.update(state="checked")
    assert client.get(address("change", run.pk), headers=asking)["HX-Refresh"] == "true"


def test_the_job_says_its_share_of_the_file(give):
    run = give(FILE.format(hours=300))
    assert runs.progress_of(run) == (2, 100)


def test_a_file_that_changes_nothing_waits_for_nobody(client, give, administrator):
    decide(client, give(FILE.format(hours=300)))
    run = give(FILE.format(hours=300))
    page = client.get(address("change", run.pk)).content.decode()
    assert "Rien à appliquer" in page
    assert "Fermer" in page
    assert "Abandonner" not in page
    assert "Rien à appliquer" in client.get(address("changelist")).content.decode()
    assert "ne change rien" in Notice.objects.latest("pk").text.replace("\xa0", " ")


def test_problems_of_one_sort_do_not_hide_the_others(client, give):
    rows = "".join(f"F{n};Titre {n};beaucoup\n" for n in range(60))
    run = give(f"Code;Titre;Heures\n{rows}F99;;7\n")
    assert [problem["more"] for problem in run.problems] == [0, 0, 57, 0]
    page = client.get(address("change", run.pk)).content.decode()
    assert "Titre" in page
    assert "57 autres de cette sorte" in page.replace("\xa0", " ")
    report = Path(run.report.path).read_text(encoding="utf-8-sig")
    assert report.count("beaucoup") == 60


def test_the_result_says_what_was_left_out_and_examples_have_a_title(client, give):
    run = give(FILE.format(hours="beaucoup"))
    decide(client, run, leave_out="yes")
    page = client.get(address("change", run.pk)).content.decode().replace("\xa0", " ")
    assert "1 ligne rejetée a été laissée de côté" in page
    assert "F1 – Maçon" in page


def test_a_file_whose_sessions_are_all_over_is_doubted(client, give, administrator):
    load_territories()
    load_first_communes()
    from .import_tables import COLUMNS as TABLE
    from .import_tables import ROW

    profile = ImportProfile.objects.create(name="Passé")
    for position, (column, field) in enumerate(TABLE.items()):
        ImportColumn.objects.create(profile=profile, position=position, column=column, field=field)
    ImportColumn.objects.create(profile=profile, fixed="2020-02", field="session.since")
    for year, doubted in [("2020", True), ("2127", False)]:
        run = give(";".join(TABLE) + "\n" + ";".join(ROW).replace("2027", year), profile=profile)
        page = client.get(address("change", run.pk)).content.decode()
        assert ("sont passées" in page) is doubted
        assert ("2020-02" in page) is doubted


def test_forgotten_files_and_old_reports_are_erased(client, give, at_commit):
    waiting, applied = give(FILE.format(hours=300)), give(FILE.format(hours=301))
    decide(client, applied)
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=8))
    with at_commit(execute=True):
        runs.purge_runs()
    waiting.refresh_from_db()
    assert waiting.state == "dropped"
    assert not ImportRun.objects.exclude(report="", file="").exists()


def test_sessions_through_the_page(give, client):
    load_territories()
    load_first_communes()
    profile = ImportProfile.objects.create(name="LHEO", format="lheo")
    from .lheo_files import TAIL, formation, head

    run = give(head("2.2") + formation(1) + TAIL, profile=profile)
    decide(client, run)
    assert Session.objects.get().import_profile == profile
    assert Centre.objects.count() == 1
