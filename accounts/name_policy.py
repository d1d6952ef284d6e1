"""What people's names and one-line texts may hold. Refuses with a sentence, changes nothing."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.search.text import fold

_NAME_SIGNS = set(" \u00a0'\u2019\u02bc-\u2010\u2011\u2013.,()·")
# They join letters in Persian, Hindi and others; no other invisible character has a use in a name.
_JOINERS = {"\u200c", "\u200d"}
_POSTAL_CODE = re.compile(r"[0-9]{5}")
_AFTER_FULL_STOP = re.compile(r"\.([^\W\d_])([^\W\d_])?")


def validate_person_name(value):
    """Letters and marks of any script, and the signs that names have."""
    if not any(char.isalpha() for char in value):
        raise ValidationError(_("Enter at least one letter."), code="invalid")
    for char in value:
        if char in _NAME_SIGNS or char in _JOINERS or unicodedata.category(char)[0] in "LM":
            continue
        raise ValidationError(
            _("Use letters, spaces, hyphens, apostrophes and full stops only."), code="invalid"
        )
    if _reads_as_link(value):
        raise ValidationError(
            _('Put a space after a full stop, as in "J. Martin".'), code="invalid"
        )


def _reads_as_link(value):
    """« J.P. » is a name; mail programs make a link of « promo.com », and of « PROMO.COM »."""
    seen = "".join(char for char in value if char not in _JOINERS)
    return any(
        first.islower() or (first.isupper() and second)
        for first, second in _AFTER_FULL_STOP.findall(seen)
    )


def validate_line(value):
    """A line of text that can be read: no control, hidden or unassigned characters."""
    for char in value:
        if unicodedata.category(char)[0] == "C" and char not in _JOINERS:
            raise ValidationError(
                _("This text holds characters that cannot be shown. Type it again."),
                code="invalid",
            )


def validate_findable_name(value):
    """A name under which something can be found again: with letters or digits, not endless."""
    validate_line(value)
    key = fold(value)
    if not key:
        raise ValidationError(_("Enter at least one letter or digit."), code="invalid")
    if len(key) > 400:
        raise ValidationError(_("This name is too long."), code="max_length")


def validate_postal_code(value):
    """The five digits of a French postal code."""
    if not _POSTAL_CODE.fullmatch(value):
        raise ValidationError(_("A postal code has five digits. Example: 59000."), code="invalid")
