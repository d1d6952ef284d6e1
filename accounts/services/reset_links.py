"""The link that sets a new password: signed, valid one hour, once.

It stands for the account, its password and its address as they were: changing
either ends it. Nothing is stored. Mail is slow: a newer link leaves it valid.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from accounts.notifications.security import RESET_LIFETIME

_SALT = "accounts.reset-link"


@dataclass(frozen=True)
class ResetLink:
    """A link of ours: whose, since when, and the state of the account it was made for."""

    user: User
    made_at: datetime
    fingerprint: str

    @property
    def expires_at(self):
        return self.made_at + RESET_LIFETIME

    @property
    def is_expired(self):
        return datetime.now(UTC) >= self.expires_at

    @property
    def is_used(self):
        return not constant_time_compare(self.fingerprint, _fingerprint(self.user))


def make_reset_token(user):
    return signing.dumps([str(user.public_id), _fingerprint(user)], salt=_SALT)


def read_reset_token(token):
    """The link that `token` stands for, or None when it is not one of ours."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        public_id, fingerprint = signer.unsign_object(token)
        _value, stamp, _signature = token.rsplit(":", 2)
        made_at = datetime.fromtimestamp(signing.b62_decode(stamp), UTC)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    return ResetLink(user, made_at, fingerprint) if user else None


def _fingerprint(user):
    state = f"{user.password}:{user.email_key}"
    return salted_hmac(_SALT, state, algorithm="sha256").hexdigest()[:32]
