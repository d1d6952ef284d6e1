"""Dates in words: Django's formats (portal/formats/), and the « 1er » that they cannot write."""

import re
from datetime import timedelta

from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

FIRST_OF_MONTH = re.compile(r"(?<!\d)1 (?=[^\W\d]{3})")


def date_words(value, format_name="DATE_FORMAT"):
    return with_first(formats.date_format(value, format_name))


def age_words(then):
    """How long ago: « à l’instant », « 3 jours », « 1 an »."""
    age = timezone.now() - then
    if age < timedelta(minutes=1):
        return _("just now")
    if years := age.days // 365:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return timesince(then, depth=1)


def with_first(text):
    """« 1 février » is said and written « 1er février »."""
    is_french = (get_language() or "").startswith("fr")
    return FIRST_OF_MONTH.sub("1er ", text) if is_french else text
