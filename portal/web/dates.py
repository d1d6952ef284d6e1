"""Dates in words: Django's formats (portal/formats/), and the « 1er » that they cannot write."""

import re

from django.utils import formats
from django.utils.translation import get_language

FIRST_OF_MONTH = re.compile(r"(?<!\d)1 (?=[^\W\d]{3})")


def date_words(value, format_name="DATE_FORMAT"):
    return with_first(formats.date_format(value, format_name))


def with_first(text):
    """« 1 février » is said and written « 1er février »."""
    is_french = (get_language() or "").startswith("fr")
    return FIRST_OF_MONTH.sub("1er ", text) if is_french else text
