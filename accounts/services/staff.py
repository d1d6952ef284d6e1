"""What staff change in somebody's account."""

from django.db import transaction

from accounts.models import User
from portal.audit.services import record


@transaction.atomic
def save_by_staff(user, *, by, fields):
    """Store what staff changed; the audit keeps the names of the fields, not their values."""
    columns = {field.attname for field in User._meta.concrete_fields} | {
        field.name for field in User._meta.concrete_fields
    }
    if changed := [field for field in fields if field in columns]:
        user.save(update_fields=changed)
    if "organisation" in changed:
        # What waits for approval follows; what was approved stays so: staff chose this one.
        user.partner_requests.pending().update(organisation=user.organisation)
    if fields:
        record("accounts.changed_by_staff", user, actor=by, fields=sorted(fields))
