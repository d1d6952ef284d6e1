"""A file that staff gave: checked by a job, shown, applied by a job, then erased."""

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePath

import structlog
from django.core.cache import cache
from django.core.files import File
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.jobs.services import LeaseLost, job, start_job
from portal.notices.services import notify
from trainings.import_messages import ImportDone
from trainings.models import ImportProfile, ImportRun

from . import pipeline
from .lheo import LheoSource
from .mapping import TableSource
from .records import FileRefused

log = structlog.get_logger(__name__)

State = ImportRun.State
PERMISSIONS = [
    f"trainings.{action}_{model}"
    for model in ("training", "centre", "session")
    for action in ("add", "change")
]
KEPT_FOR = timedelta(days=7)


class NotNow(Exception):
    """The run is not where this can be done; the text says so."""


def may_import(user):
    """Those who may add and change trainings, centres and sessions alike."""
    return user.is_active and user.is_staff and user.has_perms(PERMISSIONS)


def source_of(path, profile):
    reader = LheoSource if profile.format == ImportProfile.Format.LHEO else TableSource
    return reader(path, profile)


@transaction.atomic
def start_run(profile, upload, *, by, close_missing=False):
    """Keep the file and have it checked."""
    run = ImportRun(profile=profile, requested_by=by, close_missing=close_missing)
    name = PurePath(str(upload.name).replace("\\", "/")).name
    run.file_name = "".join(c for c in name if c.isprintable())[-120:] or "import"
    run.save()
    run.file.save("file", upload)
    record("trainings.import_started", run, actor=by, profile=profile.pk)
    start_job("trainings.check_import", by=by, run_id=run.pk)
    return run


@transaction.atomic
def ask_to_apply(run, *, by, seen, leave_out=False):
    """Have what was shown (its digest is `seen`) applied."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.CHECKED or run.digest != seen:
        raise NotNow(_("This import has moved on: look at it again."))
    if run.counts.get("rejected") and not leave_out:
        raise NotNow(_("Some rows are rejected: correct the file, or leave them out."))
    run.state, run.leave_out, run.requested_by, run.error = State.APPLYING, leave_out, by, ""
    run.save()
    record("trainings.import_asked", run, actor=by, leave_out=leave_out)
    start_job("trainings.apply_import", by=by, run_id=run.pk)


@transaction.atomic
def drop_run(run, *, by):
    """Forget the file, which was not applied."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in {State.CHECKED, State.CHECKING}:
        raise NotNow(_("This import has moved on: look at it again."))
    _end(run, State.DROPPED)
    record("trainings.import_dropped", run, actor=by)


def progress_of(run):
    """How far the job is: the rows that it has read, and the share of the file in percent."""
    return cache.get(_progress_key(run.pk), (0, 0))


def purge_runs():
    """Drop what nobody applied, and erase the reports that were long enough to be read."""
    old = timezone.now() - KEPT_FOR
    for run in ImportRun.objects.filter(created_at__lt=old).exclude(report="", file=""):
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=run.pk)
            if not run.is_over:
                _end(run, State.DROPPED)
            _erase_at_commit(run, "report")
            run.save()


# Jobs ------------------------------------------------------------------------


def failed_for_good(run_id):
    """A job was tried a few times, or its workers died of it: the run does not wait for it."""
    _fail(run_id, _unexpected())


@job("trainings.check_import", given_up=failed_for_good)
def check_job(work, run_id):
    run = ImportRun.objects.select_related("profile").get(pk=run_id)
    if run.state == State.CHECKING:
        with _failures_said(run):
            _check(work, run)


@job("trainings.apply_import", given_up=failed_for_good)
def apply_job(work, run_id):
    run = ImportRun.objects.select_related("profile", "requested_by").get(pk=run_id)
    if run.state == State.APPLYING:
        with _failures_said(run):
            _apply(work, run)


def _check(work, run, error="", refusal=None):
    """Show what applying the run would do; `refusal` is what the database said of doing it."""
    source = source_of(run.file.path, run.profile)
    with _report() as report:
        outcome = pipeline.check(
            source,
            run.profile,
            close_missing=run.close_missing,
            report=report,
            progress=_progress(run, source, work.report),
        )
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=run.pk)
            if refusal and outcome.digest == run.digest:
                # Nobody wrote meanwhile: it would be refused each time.
                text = _("The database refuses what the file says: %(reason)s")
                _fail(run.pk, text % {"reason": str(refusal).partition("\n")[0]})
            elif run.is_at_work:
                run.state, run.error = State.CHECKED, error
                _keep(run, outcome, report)
                _tell(run)


def _apply(work, run):
    source = source_of(run.file.path, run.profile)
    try:
        with _report() as report, transaction.atomic():
            outcome = pipeline.apply(
                source,
                run.profile,
                actor=run.requested_by,
                close_missing=run.close_missing,
                leave_out=run.leave_out,
                digest=run.digest,
                report=report,
                progress=_progress(run, source),
            )
            run = ImportRun.objects.select_for_update().get(pk=run.pk)
            _keep(run, outcome, report)
            _end(run, State.APPLIED)
            _tell(run)
    except (pipeline.NotApplied, IntegrityError, DataError) as error:
        # Somebody wrote the same things meanwhile: what is shown must be true before it is done.
        text = _("The catalogue has changed since the check: here is a new one.")
        _check(work, run, text, None if isinstance(error, pipeline.NotApplied) else error)


def _keep(run, outcome, report):
    run.counts, run.examples = dict(outcome.counts), outcome.examples
    run.problems, run.digest = outcome.problems, outcome.digest
    _erase_at_commit(run, "report")
    report.flush()
    with Path(report.name).open("rb") as file:
        run.report.save("report", File(file), save=False)
    run.save()


def _end(run, state, error=""):
    """The run is over: the file that was given is erased."""
    run.state, run.error, run.finished_at = state, error, timezone.now()
    _erase_at_commit(run, "file")
    run.save()


def _erase_at_commit(run, field):
    """Forget a file of the run; were this undone, the run would still need it."""
    file = getattr(run, field)
    storage, name = file.storage, file.name
    setattr(run, field, "")
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _tell(run):
    """Tell whoever asked, who may have left since."""
    if run.requested_by:
        notify(ImportDone(run))


@contextmanager
def _failures_said(run):
    """What goes wrong ends the run and is told at once; a database that was away is tried again."""
    try:
        yield
    except FileRefused as refusal:
        _fail(run.pk, str(refusal))
    except (LeaseLost, OperationalError):
        raise
    except Exception:
        log.exception("import_failed", run=run.pk)
        _fail(run.pk, _unexpected())


def _unexpected():
    return _("Something went wrong: tell the technicians.")


@transaction.atomic
def _fail(pk, text):
    run = ImportRun.objects.select_for_update().get(pk=pk)
    if not run.is_over:
        _end(run, State.FAILED, text)
        _tell(run)


def _report():
    return tempfile.NamedTemporaryFile("w", encoding="utf-8-sig", newline="", suffix=".csv")


def _progress(run, source, report=None):
    """Say how far the work is: to the page, and by `report` to the list of jobs.

    Applying is one transaction, from which nobody would see what the list is told.
    """

    def tell(rows):
        cache.set(_progress_key(run.pk), (rows, source.percent), timeout=3600)
        if report:
            report(rows)

    return tell


def _progress_key(pk):
    return f"trainings:import:{pk}"
