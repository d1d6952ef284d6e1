"""What people change in their own data."""

from django.db import transaction

from accounts.models import User
from portal.audit.services import record


@transaction.atomic
def update_profile(user, changes):
    """Store the changed fields of a person's own account. The audit keeps their names only."""
    if not changes:
        return user
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    record("accounts.profile_changed", user, actor=user, fields=sorted(changes))
    return user


@transaction.atomic
def set_territories(user, territories):
    """Store the regions and departments where a person works."""
    user.territories.set(territories)
    record("accounts.profile_changed", user, actor=user, fields=["territories"])
