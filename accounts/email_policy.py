"""Which e-mail addresses the portal takes; docs/email-policy.md gives the reasons."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

# Where most people here have their mail: what a mistyped domain may have meant.
COMMON_DOMAINS = [
    "gmail.com",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.fr",
    "msn.com",
    "yahoo.fr",
    "yahoo.com",
    "icloud.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "neuf.fr",
    "bbox.fr",
    "laposte.net",
    "numericable.fr",
    "protonmail.com",
    "francetravail.fr",
]
# Real domains that are one letter away from a common one.
_NOT_TYPOS = {"mail.com", "gmx.com", "gmx.fr", "live.com", "ymail.com", "email.com", "hotmail.be"}


def clean_address(typed):
    """Return the address to store for `typed`; raise ValidationError with a sentence.

    White space around it and invisible characters, which copying adds, are dropped.
    """
    address = "".join(char for char in typed.strip() if unicodedata.category(char) != "Cf").strip()
    try:
        valid = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValidationError(_refusal(address), code="invalid") from error
    return f"{valid.local_part}@{_stored_domain(valid)}".lower()


def _stored_domain(valid):
    """The domain as people read it, unless mail to that form would leave for another domain.

    Django encodes domains by the older IDNA, which takes « faß.de » for « fass.de ».
    """
    try:
        sent_to = valid.domain.encode("idna").decode()
    except UnicodeError:
        sent_to = ""
    return valid.domain if sent_to == valid.ascii_domain else valid.ascii_domain


def _refusal(address):
    local, at, domain = address.rpartition("@")
    if not at:
        return _('Enter an address with an "@", such as name@example.com.')
    if "<" in address:
        return _("Enter the address alone, without the name before it.")
    if not local.isascii():
        return _('The part before the "@" can only have letters without accents, digits and signs.')
    if any(char.isspace() for char in address):
        return _("Remove the space inside the address.")
    if "." not in domain:
        return _('After the "@", enter the whole domain, such as example.com.')
    return _("This address is not correct. Check it: it looks like name@example.com.")


def suggestion(address):
    """Return the address that `address` probably meant, when its domain looks mistyped."""
    local, _at, domain = address.rpartition("@")
    if not local or domain in COMMON_DOMAINS or domain in _NOT_TYPOS:
        return None
    distances = [(OSA.distance(domain, known), known) for known in COMMON_DOMAINS]
    distance, known = min(distances)
    # In a short domain two slips make another domain.
    allowed = 1 if len(known) < 9 else 2
    return f"{local}@{known}" if distance <= allowed else None
