"""What people change in their own data."""

from django.db import IntegrityError, transaction

from accounts.models import User
from portal.audit.services import record
from portal.territories.services import without_covered

from .partners import organisation_changed
from .signup_organisations import declare_organisation


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
    user.territories.set(without_covered(territories))
    record("accounts.profile_changed", user, actor=user, fields=["territories"])


def set_organisation(user, *, organisation, name, type=None, type_details=""):
    """Store the organisation that a person declares: an existing one, or a new one by its name.

    It is shown and helps staff; it opens nothing that belongs to the organisation, and the
    approval of a partner starts again. Returns the account as it is now.
    """
    try:
        return _set_organisation(user, organisation, name, type, type_details)
    except IntegrityError:
        # Somebody declared the same new name at this very moment: theirs is found now.
        return _set_organisation(user, organisation, name, type, type_details)


@transaction.atomic
def _set_organisation(user, organisation, name, type, type_details):
    organisation = organisation or declare_organisation(name, type=type, type_details=type_details)
    changes = {"organisation": organisation}
    if user.kind == User.Kind.PARTNER:
        changes |= {"organisation_type": type, "organisation_type_details": type_details}
    before = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user = update_profile(before, changes)
    if user.kind == User.Kind.PARTNER and before.organisation_id != organisation.pk:
        organisation_changed(user)
        user.refresh_from_db()
    return user
