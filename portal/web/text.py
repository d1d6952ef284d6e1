"""Texts as others may read them."""

import re

# What no XML holds (https://www.w3.org/TR/xml/#charsets), nor a calendar (the delete character).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def without_control_characters(text):
    """The text without what nobody sees and programs fail on; tabs and ends of lines stay."""
    return _CONTROL.sub("", text)
