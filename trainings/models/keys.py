"""Keys folded in Python, never in SQL: the databases disagree on « É »."""

import re
import unicodedata

from django.db import models


class KeyField(models.CharField):
    """What rows are sorted or told apart by, computed each time a row is written, in bulk too.

    `key(row)` gives it. It is cut at its length: a text may become longer when it is folded.
    """

    def __init__(self, *args, key=None, **options):
        self.key = key
        super().__init__(*args, **{"editable": False, **options})

    def pre_save(self, row, add):
        value = self.key(row)[: self.max_length]
        setattr(row, self.attname, value)
        return value

    def deconstruct(self):
        """For migrations it is the plain column that the database sees."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


def certification_code(text):
    """« rncp 35030 » and « 35030 » are RNCP35030; what is no such code stays as it is."""
    found = re.fullmatch(r"(RNCP|RS)?\W*0*(\d{1,8})", text.strip().upper(), re.ASCII)
    return f"{found[1] or 'RNCP'}{found[2]}" if found else text.strip()


def code_key(code):
    """Codes that differ by case, width or outer spaces are the same one."""
    return unicodedata.normalize("NFKC", code.strip()).casefold()
