from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """What is searched of one object, as stems. `kind` is the label of its model.

    The full-text index over `text` is made by the migration, for each database:
    a table of SQLite's FTS5 kept by triggers, or a generated `tsvector` on PostgreSQL.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    # Stems of the title between spaces (" plombi chauffag "), and how many there are: for ranking.
    title = models.TextField(blank=True)
    title_length = models.PositiveSmallIntegerField(default=0)
    # Those of each keyword, between bars ("| plombi chauffag | install sanitair |").
    keywords = models.TextField(blank=True)
    # Each stem of title, keywords and body once, and the names as they are: for finding.
    text = models.TextField(blank=True)
    stale = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["kind", "object_id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_unique")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(stale=True), name="search_entry_stale")
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class Word(models.Model):
    """A word that occurs in the entries of a kind: what half-typed and misspelt words lead to."""

    kind = models.CharField(max_length=60)
    word = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    # The same for all words written together; that of the newest word tells caches what they hold.
    batch = models.UUIDField()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering = ["kind", "word", "stem"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "word", "stem"], name="search_word_and_stem")
        ]

    def __str__(self):
        return self.word
