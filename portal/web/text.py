"""Text as people and files give it."""

import re

# No XML holds these, nor does PostgreSQL the first.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_control_characters(text):
    """The text without what no XML and no page can show; line ends and tabs stay."""
    return _NOT_IN_XML.sub("", text)
