"""Keys folded in Python, never in SQL: the databases disagree on « É »."""

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


def code_key(code):
    """Codes that differ by case, width or outer spaces are the same one."""
    return unicodedata.normalize("NFKC", code.strip()).casefold()
