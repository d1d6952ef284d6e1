"""The e-mail domains by which partners of an organisation are approved at once."""

from django.db import transaction

from portal.audit.services import record

from .partners import approve_trusted


@transaction.atomic
def trust_domain(trusted, by):
    """Store a trusted domain, and approve those who wait with such an address."""
    trusted.save()
    record("accounts.domain_trusted", trusted, actor=by, organisation=trusted.organisation_id)
    approve_trusted(trusted.organisation, by)
    return trusted


@transaction.atomic
def distrust_domain(trusted, by):
    """Trust a domain no longer; those approved by it stay approved."""
    record("accounts.domain_distrusted", trusted, actor=by, organisation=trusted.organisation_id)
    trusted.delete()
