"""One-click unsubscription (RFC 8058): a signed link that works signed out."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

SALT = "portal.notices.unsubscribe"


def unsubscribe_address(user, kind):
    """The address that stops this kind of message for this person."""
    token = signing.dumps([str(user.public_id), kind], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def read_token(token):
    """(user, kind) of a link that we signed, or None. It never expires: mails are read late."""
    try:
        public_id, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(public_id=public_id, is_active=True).first()
    return (user, kind) if user else None
