"""The e-mail domains by which partners of an organisation are approved at once."""

import structlog
from django.db import transaction

from accounts.models import Organisation
from accounts.notifications.partners import TrustedApproved
from portal.audit.services import record
from portal.jobs.services import job, start_job
from portal.notices.services import notify

from .partners import approve_if_trusted, lock_trust, waiting_for

log = structlog.get_logger(__name__)

# More are approved by a job: each takes a dozen statements and a message.
MOST_AT_ONCE = 20


@transaction.atomic
def trust_domain(trusted, by):
    """Store a trusted domain, and approve those who wait with such an address."""
    organisation = lock_trust(trusted.organisation_id)
    trusted.save()
    record("accounts.domain_trusted", trusted, actor=by, organisation=trusted.organisation_id)
    waiting = list(waiting_for(organisation, by)[: MOST_AT_ONCE + 1])
    if len(waiting) > MOST_AT_ONCE:
        start_job("accounts.approve_trusted", by=by, organisation=organisation.pk)
    else:
        for request in waiting:
            approve_if_trusted(request)
    return trusted


@job("accounts.approve_trusted")
def approve_many(run, organisation):
    """Approve all who wait for an organisation, one by one, and tell whoever asked for it."""
    organisation, by = Organisation.objects.get(pk=organisation), run.row.requested_by
    if by is None:  # Their account was erased meanwhile: nobody decides.
        return
    waiting = list(waiting_for(organisation, by))
    for done, request in enumerate(waiting, 1):
        try:
            approve_if_trusted(request)
        except Exception as error:
            # It waits on, for staff to decide; the others are approved.
            log.error("trusted_approval_failed", request=request.pk, error=type(error).__name__)
        run.report(done, len(waiting))
    notify(TrustedApproved(by, organisation, run.row))


@transaction.atomic
def distrust_domain(trusted, by):
    """Trust a domain no longer; those approved by it stay approved."""
    record("accounts.domain_distrusted", trusted, actor=by, organisation=trusted.organisation_id)
    trusted.delete()
