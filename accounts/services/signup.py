"""The sign-up, step by step, over a draft row. The account itself is made in signup_completion.py.

A draft belongs to one browser: its session holds the draft's random id.
"""

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from accounts.keys import email_key
from accounts.models import SignupDraft, User
from accounts.notifications.signup import SignupAddressKnown, SignupCode
from portal.links import codes
from portal.notices.services import notify
from portal.territories.services import without_covered

PURPOSE = "signup"


class DraftExpired(Exception):
    """What was typed is older than 24 hours, or was given up in another tab."""


class AddressChanged(Exception):
    """The address was corrected in another tab while its code was typed in this one."""


def live_draft(public_id):
    """The draft of a session, finished or not, or None when there is none or it has expired."""
    try:
        key = uuid.UUID(str(public_id))
    except ValueError:
        return None
    return SignupDraft.objects.live().filter(public_id=key).first()


def begun_by_form(form_id, address):
    """The draft that the same form began a moment ago: a double click sends it twice.

    The form's id is as secret as a session's. The address must agree, and not be
    confirmed yet: nothing of somebody else's draft can be reached this way.
    """
    draft = live_draft(form_id)
    return draft if draft and _is_repeat(draft, address) else None


def _is_repeat(draft, address):
    same_address = email_key(draft.email) == email_key(address)
    return same_address and not draft.has_confirmed_email and not draft.user_id


@transaction.atomic
def save_identity(draft, form_id, identity):
    """Step 1: begin a draft, or correct it. A new address has to be confirmed again."""
    draft = _lock(draft or _begin(form_id, identity["email"]))
    if email_key(draft.email) != email_key(identity["email"]):
        draft.email_confirmed_at = None
    for field, value in identity.items():
        setattr(draft, field, value)
    draft.save()
    return draft


def _begin(form_id, address):
    draft, created = SignupDraft.objects.get_or_create(
        public_id=form_id, defaults={"email": address}
    )
    return draft if created or _is_repeat(draft, address) else SignupDraft.objects.create()


@transaction.atomic
def send_code(draft):
    """Send a code to the draft's address. Raises codes.TooSoon, with the time of the next one.

    An address that has an account gets another mail; nothing else differs, not even the work.
    """
    subject = _code_subject(draft)
    account = account_of(draft.email)
    if account:
        code = codes.issue_decoy(PURPOSE, subject)
        notify(SignupAddressKnown(draft, account, code))
    else:
        code = codes.issue_code(PURPOSE, subject)
        notify(SignupCode(draft, get_language(), code))


def next_code_at(draft):
    """When « Renvoyer un code » works again."""
    return codes.next_code_at(PURPOSE, _code_subject(draft))


def has_no_tries_left(draft):
    """Whether the codes sent are of no use any more: too many wrong ones were typed."""
    return codes.is_exhausted(PURPOSE, _code_subject(draft))


def has_live_code(draft):
    return codes.has_live_code(PURPOSE, _code_subject(draft))


def account_of(address):
    """The account that uses this address, as its address or as its identifier, or None."""
    key = email_key(address)
    return User.objects.filter(Q(email_key=key) | Q(username_key=key)).first()


def confirm_address(draft, typed):
    """Step 2: accept one of the codes sent. Raises codes.CodeRefused, with the reason."""
    try:
        codes.check_code(PURPOSE, _code_subject(draft), typed)
    except codes.CodeExpired:
        # The other half of a double click may have used the code just now.
        if not SignupDraft.objects.filter(pk=draft.pk, email_confirmed_at__isnull=False).exists():
            raise
    return _note_confirmation(draft)


@transaction.atomic
def _note_confirmation(draft):
    address = email_key(draft.email)
    draft = _lock(draft)
    if email_key(draft.email) != address:
        raise AddressChanged
    draft.email_confirmed_at = draft.email_confirmed_at or timezone.now()
    draft.save(update_fields=["email_confirmed_at"])
    return draft


@transaction.atomic
def correct_address(draft, address):
    """Step 2: take this address instead, to which a code is still to be sent.

    Returns whether that changed anything: a double click corrects it once.
    """
    draft = _lock(draft)
    if email_key(draft.email) == email_key(address):
        return False
    draft.email = address
    draft.email_confirmed_at = None
    draft.save(update_fields=["email", "email_confirmed_at"])
    return True


@transaction.atomic
def choose_organisation(draft, *, organisation, name, type=None, type_details=""):
    """Step 3: an existing organisation, or (None) the name of one to create at the end."""
    draft = _lock(draft)
    draft.organisation = organisation
    draft.organisation_name = organisation.name if organisation else name
    draft.organisation_is_new = organisation is None
    draft.organisation_type = type
    draft.type_details = type_details
    draft.save()
    return draft


@transaction.atomic
def choose_territories(draft, territories):
    """Step 4."""
    draft = _lock(draft)
    draft.territories.set(without_covered(territories))
    return draft


@transaction.atomic
def keep_identifier(draft, username):
    """Step 5, not finished yet: the identifier is there when one comes back."""
    draft = _lock(draft)
    draft.username = username
    draft.save(update_fields=["username"])


@transaction.atomic
def give_up(draft):
    """« Recommencer »: erase what was typed."""
    SignupDraft.objects.filter(pk=draft.pk, user=None).delete()


def erase_expired_drafts():
    """Erase what was typed in sign-ups left unfinished; run by the schedule."""
    SignupDraft.objects.filter(expires_at__lte=timezone.now()).delete()


def _lock(draft):
    draft = SignupDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if draft is None or not draft.is_live or draft.user_id:
        raise DraftExpired
    return draft


def _code_subject(draft):
    """One draft and one address; the address itself is not written beside the code."""
    digest = salted_hmac("accounts.signup", email_key(draft.email), algorithm="sha256")
    return f"{draft.public_id.hex}:{digest.hexdigest()[:32]}"
