"""Text made comparable: without case, accents, ligatures or punctuation."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text):
    """Return `text` as plain lower-case words separated by one space.

    « L’Hôpital Sacré-Cœur » gives « l hopital sacre coeur »: the form in which
    names are compared, sorted and searched on both databases.
    """
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", text).strip()
