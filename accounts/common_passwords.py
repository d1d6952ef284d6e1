"""Passwords that are guessed first: a common word or a walk over the keyboard, dressed up.

« Azerty-12345 » meets every rule that is shown, and is among the first that are tried.
"""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator as ListedValidator
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.search.text import fold

# Shorter words are found in too many passwords.
SHORTEST = 4
WALKS = [
    "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz",
    "abcdefghijklmnopqrstuvwxyz",
]  # fmt: skip
# Beside the words of Django's list, which is mostly English.
FRENCH_WORDS = {
    "administrateur", "bienvenue", "emploi", "formation", "identifiant", "inscription",
    "prescripteur", "utilisateur",
}  # fmt: skip
_SIGNS_FOR_LETTERS = str.maketrans("@401!3$57", "aaoiiesst")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_REPEATED = re.compile(r"(.{1,3})\1+")


class CommonPasswordValidator(ListedValidator):
    """Refuses the passwords of Django's list, and what is one common word without its trimmings."""

    @cached_property
    def words(self):
        found = {_AROUND.sub("", password) for password in self.passwords}
        return {word for word in found if len(word) >= SHORTEST and word.isalpha()} | FRENCH_WORDS

    def validate(self, password, user=None):
        core = _AROUND.sub("", password.lower())
        dressed = any(self._is_common(text) for text in (core, core.translate(_SIGNS_FOR_LETTERS)))
        if dressed or password.lower().strip() in self.passwords:
            raise ValidationError(
                _(
                    "This password is too common: it is guessed quickly. Put together several "
                    "words that have nothing to do with each other."
                ),
                code="password_too_common",
            )

    def _is_common(self, text):
        """Nothing but walks over the keyboard and at most one common word: two make a sentence."""
        parts = {part for part in _NOT_LETTERS.split(fold(text)) if part}
        words = {part for part in parts if not is_walk(part)}
        return bool(parts) and len(words) <= 1 and words <= self.words


def is_walk(letters):
    """Whether these are neighbours on a keyboard or in the alphabet, or repeat themselves."""
    if len(letters) < SHORTEST:
        return False
    there_and_back = [*WALKS, *(walk[::-1] for walk in WALKS)]
    return any(letters in walk for walk in there_and_back) or bool(_REPEATED.fullmatch(letters))
