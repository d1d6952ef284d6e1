"""One path for all imports: read, compare with the catalogue, say, and write when told to."""

from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record, record_many
from portal.search.registry import registered
from portal.search.services import mark_stale
from trainings.models import Centre, ImportProfile, Training
from trainings.services.publication import now_published

from .centre_rows import CentreRows
from .outcome import Outcome
from .session_rows import SessionRows
from .training_rows import TrainingRows

BATCH = 500


class NotApplied(Exception):
    """Nothing has been written; the text says why."""

    def __init__(self, reason, outcome):
        super().__init__(reason)
        self.outcome = outcome


def check(source, profile, *, close_missing=False, report=None, progress=None):
    """What applying the source would do; writes nothing."""
    run = _Import(profile, close_missing, actor=None, write=False, report=report)
    return run.all(source, progress=progress)


@transaction.atomic
def apply(
    source,
    profile,
    *,
    actor,
    close_missing=False,
    leave_out=False,
    digest=None,
    report=None,
    progress=None,
):
    """Write what the source says, all or nothing.

    Rejected rows prevent it unless they may be left out. `digest` is that of the check that was
    shown: when it would not do the same any more, nothing is written.
    """
    # One import writes at a time: two that wrote the same rows in another order would block
    # each other, and the second is to compare with what the first has written.
    list(ImportProfile.objects.select_for_update(no_key=True).order_by("pk"))
    run = _Import(profile, close_missing, actor=actor, write=True, report=report)
    outcome = run.all(source, progress=progress)
    if outcome.counts["rejected"] and not leave_out:
        raise NotApplied(_("Some rows are rejected."), outcome)
    if digest is not None and outcome.digest != digest:
        raise NotApplied(_("The catalogue has changed since the check."), outcome)
    numbers = dict(sorted(outcome.counts.items()))
    record("trainings.import_applied", profile, actor=actor, numbers=numbers)
    return outcome


class _Import:
    def __init__(self, profile, close_missing, *, actor, write, report):
        self.close_missing, self.actor, self.write = close_missing, actor, write
        self.outcome = Outcome(report)
        self.trainings = TrainingRows(self.outcome, write=write)
        self.centres = CentreRows(self.outcome, write=write)
        self.sessions = SessionRows(
            self.outcome,
            self.trainings,
            self.centres,
            profile=profile,
            actor=actor,
            write=write,
            whole=close_missing,
        )

    def all(self, source, *, progress):
        offers = iter(source.offers())
        while batch := list(islice(offers, BATCH)):
            self._batch(batch)
            if progress:
                progress(self.outcome.counts["rows"])
        if self.sessions.all_past:
            self.outcome.counts["all_past"] = 1
        if self.close_missing and (problem := self.sessions.close_missing()):
            self.outcome.problem(problem)
            self.outcome.counts["rejected"] += 1
        if self.write:
            # Last: whoever closes a centre locks it before its sessions, too.
            now_published(self.trainings.published)
            self._have_search_read()
        return self.outcome

    def _batch(self, offers):
        self.sessions.note(offers)
        good = [offer for offer in offers if not offer.rejected]
        self.trainings.accept(good)
        self.centres.accept(good)
        known = self.sessions.accept([offer for offer in good if not offer.rejected])
        good = [offer for offer in good if not offer.rejected]
        self.trainings.handle(good)
        self.centres.handle(good)
        self.sessions.handle(good, known)
        for offer in offers:
            self.outcome.read(offer)
        if self.write:
            self._record()

    def _record(self):
        written, self.sessions.written = self.sessions.written, []
        for added in (True, False):
            sessions = [session for session, is_new in written if is_new == added]
            record_many("trainings.session_imported", sessions, actor=self.actor, added=added)

    def _have_search_read(self):
        changed = self.centres.changed
        moved = Training.objects.filter(sessions__centre__in=changed).order_by()
        trainings = self.trainings.changed | set(moved.values_list("pk", flat=True).distinct())
        mark_stale(*(Training(pk=pk) for pk in sorted(trainings)))
        if Centre._meta.label_lower in registered():
            mark_stale(*(Centre(pk=pk) for pk in sorted(changed)))
