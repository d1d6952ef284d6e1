"""Identifiers, passwords and addresses: forgotten, reset, changed."""

import uuid

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.keys import clean_email, email_key, username_key
from accounts.models import EmailChange, User
from accounts.notifications.security import (
    AddressTaken,
    EmailChanged,
    EmailChangedOldAddress,
    EmailCode,
    ForgottenIdentifiers,
    NoAccount,
    PasswordChanged,
)
from portal.audit.models import AuditEvent
from portal.audit.services import record
from portal.links.codes import issue_code, issue_decoy
from portal.notices.services import notify

from .partners import address_changed
from .reset_links import make_reset_token, read_reset_token
from .verified_emails import replace_verified_email

EMAIL_CODE = "accounts.email_change"


class LinkNotUsable(Exception):
    """The link was used, or expired, between showing the form and sending it."""


class AddressNotFree(Exception):
    """Another account took the address in the meantime."""


@transaction.atomic
def send_reminder(address):
    """Answer « Identifiants oubliés »: one mail, whether an account uses the address or not.

    Both cases do the same work, so that neither the page nor its time betrays an account.
    """
    event = uuid.uuid4().hex
    user = User.objects.filter(email_key=email_key(address), is_active=True).first()
    if user is None:
        notify(NoAccount(clean_email(address), get_language(), event))
    else:
        notify(ForgottenIdentifiers(user, reset_path(user), event))


def reset_path(user):
    return reverse("accounts:reset", args=[make_reset_token(user)])


@transaction.atomic
def reset_password(token, password):
    """Set the password of the link's account; the link ends with it."""
    link = read_reset_token(token)
    if link is None:
        raise LinkNotUsable
    locked = User.objects.select_for_update(no_key=True).get(pk=link.user.pk)
    # Read again under the lock: the second of two submissions finds the link used.
    link = read_reset_token(token)
    if link is None or link.is_used or link.is_expired:
        raise LinkNotUsable
    return _set_password(locked, password)


@transaction.atomic
def change_password(user, password):
    """A signed-in person chooses a new password; the current one was checked by the form."""
    return _set_password(User.objects.select_for_update(no_key=True).get(pk=user.pk), password)


def _set_password(user, password):
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    event = record("accounts.password_changed", user, actor=user)
    notify(PasswordChanged(user, event))
    return user


def last_change(user):
    """When the password or the address of this account last changed, or None."""
    return (
        AuditEvent.objects.filter(
            object_type="accounts.user",
            object_id=str(user.pk),
            action__in=["accounts.password_changed", "accounts.email_changed"],
        )
        .values_list("at", flat=True)
        .first()
    )


def code_subject(user, address):
    """What a code confirms: this address for this account."""
    return f"{user.pk}:{uuid.uuid5(uuid.NAMESPACE_URL, email_key(address)).hex}"


@transaction.atomic
def ask_email_change(user, address):
    """Keep the address that the person wants; a code is still to be sent to it.

    It is kept with the account: the mail may be opened after signing in again.
    """
    EmailChange.objects.update_or_create(
        user=user, defaults={"email": address, "asked_at": timezone.now()}
    )
    record("accounts.email_change_asked", user, actor=user)


def awaited_address(user):
    """The new address whose code is awaited, or None."""
    return EmailChange.objects.live().filter(user=user).values_list("email", flat=True).first()


@transaction.atomic
def give_up_email_change(user):
    EmailChange.objects.filter(user=user).delete()


def erase_expired_email_changes():
    """Erase the addresses whose code nobody typed; run by the schedule."""
    EmailChange.objects.expired().delete()


@transaction.atomic
def send_email_code(user, address):
    """Send a code to the new address. Raises TooSoon when the last one is too recent.

    An address that another account uses gets a warning instead, and the page stays the same.
    """
    subject = code_subject(user, address)
    if is_taken(address, user):
        decoy = issue_decoy(EMAIL_CODE, subject)
        notify(AddressTaken(user, address, decoy.id))
    else:
        code = issue_code(EMAIL_CODE, subject)
        notify(EmailCode(user, address, code.text, code.id))


def is_taken(address, user):
    """Whether another account uses the address, as its address or as its identifier."""
    key = email_key(address)
    others = User.objects.exclude(pk=user.pk)
    return others.filter(Q(email_key=key) | Q(username_key=key)).exists()


def change_email(user, address):
    """Give the account its new address, confirmed by code, and tell both addresses.

    An identifier that was the old address follows.
    """
    try:
        with transaction.atomic():
            return _change_email(user, clean_email(address))
    except IntegrityError as error:
        raise AddressNotFree from error


def _change_email(user, address):
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if is_taken(address, user):
        raise AddressNotFree
    old_email = user.email
    if user.username_key == username_key(old_email):
        user.username = address
    user.email = address
    user.save(update_fields=["email", "username"])
    replace_verified_email(user)
    give_up_email_change(user)
    address_changed(user, old_email)
    event = record("accounts.email_changed", user, actor=user)
    notify(EmailChangedOldAddress(user, event, old_email))
    notify(EmailChanged(user, event))
    return user
