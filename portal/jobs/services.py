"""Long work (`@job`, `start_job`) and the turns of the schedule, each taken by one worker."""

import threading
import uuid
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db import DatabaseError, connections, transaction
from django.db.models import Q
from django.utils import timezone

from portal.jobs import schedule
from portal.jobs.models import Job, ScheduledRun
from portal.jobs.wakeup import wake_up_after_commit

log = structlog.get_logger(__name__)

# A worker that says nothing for this long is dead; the next one takes over.
LEASE = timedelta(minutes=15)
RETRY = timedelta(minutes=5)
MAX_ATTEMPTS = 3
# How often a worker says that it is still at a job, and how long it is believed.
KEEP_EVERY = timedelta(minutes=5)
KEEP_FOR = timedelta(hours=6)

_kinds = {}
_given_up = {}


class LeaseLost(Exception):
    """Another worker has taken this job over: stop here."""


# Jobs ------------------------------------------------------------------------


def job(kind, *, given_up=None):
    """Decorator: `@job("trainings.import")` makes a function `(run, **arguments)` a kind of job.

    It may be called again from the start when its worker died: it must be safe
    to repeat. It reports with `run.report(done, total)`. `given_up(**arguments)` is called when
    it has failed for good, be it that its workers died each time.
    """

    def decorate(function):
        if kind in _kinds:
            raise ValueError(f"Two jobs are named {kind!r}")
        _kinds[kind], _given_up[kind] = function, given_up
        return function

    return decorate


def start_job(kind, *, by=None, **arguments):
    """Have a job done after this transaction is committed; its row tells the progress."""
    if kind not in _kinds:
        raise ValueError(f"No job is named {kind!r}")
    row = Job.objects.create(kind=kind, arguments=arguments, requested_by=by)
    wake_up_after_commit("jobs.take")
    return row


class Run:
    """A job in the hands of this worker."""

    def __init__(self, row, token):
        self.row = row
        self.token = token

    def report(self, done, total=None):
        """Say how far the work is, and keep it for another while."""
        changes = {"progress": done, "claimed_until": timezone.now() + LEASE}
        if total is not None:
            changes["total"] = total
        self._write(**changes)

    def finish(self):
        self._release(state=Job.State.DONE, error="", finished_at=timezone.now())

    def give_up(self, error):
        """Failed: again later, or for good after a few attempts."""
        if self.row.attempts < MAX_ATTEMPTS:
            self._write(claimed_until=timezone.now() + RETRY, error=error)
        else:
            self._release(state=Job.State.FAILED, error=error, finished_at=timezone.now())
            self._say_given_up()

    def _say_given_up(self):
        """Have what waits for the job told; a fault of that must not bring the job back."""
        if given_up := _given_up.get(self.row.kind):
            try:
                with transaction.atomic():
                    given_up(**self.row.arguments)
            except Exception:
                log.exception("job_not_ended", job=self.row.pk, kind=self.row.kind)

    def keep(self):
        """Prolong the lease, whatever the work is at."""
        ours = Job.objects.filter(pk=self.row.pk, claimed_by=self.token)
        ours.update(claimed_until=timezone.now() + LEASE)

    def _release(self, **changes):
        self._write(claimed_by="", claimed_until=None, **changes)

    def _write(self, **changes):
        if not Job.objects.filter(pk=self.row.pk, claimed_by=self.token).update(**changes):
            raise LeaseLost(f"job {self.row.pk}")


def take_job():
    """Do the job that has waited longest; says whether there was one."""
    run = _claim_job()
    if run is not None:
        _do(run)
    return run is not None


def _claim_job():
    """The next job, now ours: claimed only if it is still as it was read."""
    now = timezone.now()
    for row in Job.objects.to_take(now)[:10]:
        token = uuid.uuid4().hex
        taken = Job.objects.filter(
            pk=row.pk, state=row.state, claimed_by=row.claimed_by, claimed_until=row.claimed_until
        ).update(
            state=Job.State.RUNNING,
            claimed_by=token,
            claimed_until=now + LEASE,
            attempts=row.attempts + 1,
        )
        if taken:
            row.refresh_from_db()
            return Run(row, token)
    return None


def _do(run):
    row = run.row
    try:
        if row.attempts > MAX_ATTEMPTS:
            # Its workers died each time: perhaps because of it.
            run.give_up(row.error or "The worker stopped in the middle, several times.")
            return
        with _kept(run):
            _kinds[row.kind](run, **row.arguments)
        run.finish()
    except LeaseLost:
        log.warning("job_taken_over", job=row.pk, kind=row.kind)
    except Exception as error:
        log.exception("job_failed", job=row.pk, kind=row.kind)
        try:
            run.give_up(f"{type(error).__name__}: {error}")
        except LeaseLost:
            log.warning("job_taken_over", job=row.pk, kind=row.kind)


@contextmanager
def _kept(run):
    """Keep the lease while the worker lives: work in one long transaction cannot say so itself.

    On SQLite nobody else writes during such work: there the lease waits for its end as well.
    """
    over = threading.Event()

    def keep():
        for _time in range(KEEP_FOR // KEEP_EVERY):
            if over.wait(KEEP_EVERY.total_seconds()):
                break
            try:
                run.keep()
            except DatabaseError:
                log.warning("job_not_kept", job=run.row.pk, kind=run.row.kind)
        connections.close_all()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def purge_jobs():
    """Finished jobs are of no use after a month."""
    Job.objects.filter(finished_at__lt=timezone.now() - timedelta(days=30)).delete()


# Schedule --------------------------------------------------------------------


def due(entries):
    """Which of these entries seem due: one query, so that a worker can look every second."""
    now = timezone.now()
    rows = {row.name: row for row in ScheduledRun.objects.all()}
    return [
        entry for entry in entries if entry.everywhere or _is_due(entry, rows.get(entry.name), now)
    ]


def _is_due(entry, row, now):
    if row is None:
        return True
    waiting = row.done_turn is None or row.done_turn < entry.turn(now)
    return waiting and (row.claimed_until is None or row.claimed_until <= now)


def last_turn(name):
    """When the turn of an entry that was done last began; None before the first."""
    return ScheduledRun.objects.filter(name=name).values_list("done_turn", flat=True).first()


def run_if_due(name):
    """Do an entry of the schedule if its turn has come and no other worker is at it.

    Says whether to call again at once: a sweep does a bounded piece of work and
    returns true when there is more.
    """
    entry = schedule.get(name)
    if entry.everywhere:
        return bool(entry.function())
    now = timezone.now()
    token = _claim_turn(entry, now)
    if token is None:
        return False
    error = _call(entry)
    ours = ScheduledRun.objects.filter(name=name, claimed_by=token)
    if error:
        again = timezone.now() + min(entry.every, RETRY)
        ours.update(claimed_until=again, error=error)
    else:
        ours.update(
            claimed_by="",
            claimed_until=None,
            done_turn=entry.turn(now),
            finished_at=timezone.now(),
            error="",
        )
    return False


def _claim_turn(entry, now):
    """Take the turn, if it is still free: one UPDATE that only one worker wins."""
    ScheduledRun.objects.bulk_create([ScheduledRun(name=entry.name)], ignore_conflicts=True)
    token = uuid.uuid4().hex
    taken = ScheduledRun.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
        Q(done_turn__isnull=True) | Q(done_turn__lt=entry.turn(now)),
        name=entry.name,
    ).update(claimed_by=token, claimed_until=now + LEASE)
    return token if taken else None


def _call(entry):
    """Run it; what goes wrong is logged and returned, and stops nothing else."""
    try:
        entry.function()
    except Exception as error:
        log.exception("scheduled_work_failed", name=entry.name)
        return f"{type(error).__name__}: {error}"
    return ""
