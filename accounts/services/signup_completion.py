"""The last step of the sign-up: the account and all that comes with it, or nothing."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from accounts.keys import username_key
from accounts.models import SignupDraft, User
from accounts.notifications.signup import SignupComplete
from portal.audit.services import record
from portal.notices.services import notify
from portal.pages.services import accept_terms

from .partners import request_approval
from .signup import DraftExpired, account_of
from .signup_organisations import declare_organisation
from .verified_emails import replace_verified_email


class AddressTaken(Exception):
    """An account was made with this address since it was confirmed."""


class IdentifierTaken(Exception):
    """Another account has this identifier."""


class StepMissing(Exception):
    """A step is to be done (again): the organisation was deleted meanwhile, for instance."""


def complete_signup(draft, *, username, password, terms):
    """Make the account. Doing it twice gives the account made the first time."""
    # Hashed before the lock: it is slow on purpose, and others wait for the lock.
    hashed = make_password(password)
    try:
        return _complete(draft, username, hashed, terms)
    except IntegrityError:
        # Somebody took the identifier, the address or the organisation's name at
        # this very moment. Their row is there now: trying again says which.
        return _complete(draft, username, hashed, terms)


@transaction.atomic
def _complete(draft, username, hashed, terms):
    draft = SignupDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if draft is None or not draft.is_live:
        raise DraftExpired
    if draft.user_id:
        return draft.user
    if not is_ready(draft):
        raise StepMissing
    if account_of(draft.email):
        raise AddressTaken
    if not identifier_is_free(username):
        raise IdentifierTaken
    user = _make_account(draft, username, hashed)
    replace_verified_email(user)
    if terms:
        accept_terms(user, terms)
    record("accounts.signed_up", user, actor=user)
    if user.kind == User.Kind.PARTNER:
        request_approval(user)
    else:
        notify(SignupComplete(user))
    _empty(draft, user)
    return user


def is_ready(draft):
    """Whether steps 1 to 4 are done."""
    return draft.has_confirmed_email and draft.has_organisation and draft.has_territories


def identifier_is_free(username):
    """Free among all identifiers and all addresses."""
    key = username_key(username)
    return not User.objects.filter(username_key=key).exists() and not (
        User.objects.filter(email_key=key).exists()
    )


def _make_account(draft, username, hashed):
    is_partner = draft.is_partner
    user = User.objects.create(
        username=username,
        email=draft.email,
        password=hashed,
        kind=draft.kind,
        civility=draft.civility,
        last_name=draft.last_name,
        first_name=draft.first_name,
        organisation=draft.organisation or _new_organisation(draft),
        organisation_type=draft.organisation_type if is_partner else None,
        organisation_type_details=draft.type_details if is_partner else "",
        partner_status=User.PartnerStatus.PENDING if is_partner else User.PartnerStatus.NONE,
        language=get_language(),
    )
    user.territories.set(draft.territories.all())
    return user


def _new_organisation(draft):
    return declare_organisation(
        draft.organisation_name, type=draft.organisation_type, type_details=draft.type_details
    )


def _empty(draft, user):
    """Keep of the draft only that it is done, for a second press of the button."""
    draft.territories.clear()
    SignupDraft.objects.filter(pk=draft.pk).update(
        user=user,
        kind="",
        civility="",
        last_name="",
        first_name="",
        email="",
        username="",
        organisation=None,
        organisation_name="",
        organisation_is_new=False,
        organisation_type=None,
        type_details="",
    )
