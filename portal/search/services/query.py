"""Asking the index. The words are judged here, in Python, so that both databases find the same."""

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from portal.search.models import SearchEntry
from portal.search.registry import searchable
from portal.search.text import STOP_WORDS, stem, words_of

from .vocabulary import vocabulary_of

# Longer requests are cut: nobody means more, and it bounds the work.
MAX_TYPED = 400
MAX_WORDS = 12


def search(queryset, words, *, prefix=False):
    """Keep the objects that match all the words, annotated with `relevance`, best first.

    Nothing typed keeps them all. With `prefix` the last word may be half typed. A word that no
    object holds stands for the most similar ones. Whatever is typed, it never fails.
    """
    if not words or not words.strip():
        return queryset.annotate(relevance=Value(0.0, output_field=FloatField()))
    kind = searchable(queryset.model).kind
    groups = _groups(kind, words, prefix)
    if not groups or not all(groups):
        return queryset.none().annotate(relevance=Value(0.0, output_field=FloatField()))
    entries = SearchEntry.objects.filter(kind=kind)
    hits = entries.filter(MatchesIndex(groups)).order_by().values("object_id")
    relevance = entries.filter(object_id=OuterRef("pk")).values(value=_relevance(groups))[:1]
    return (
        queryset.filter(pk__in=hits)
        .annotate(relevance=Coalesce(Subquery(relevance), Value(0.0)))
        .order_by("-relevance", "pk")
    )


def _groups(kind, typed, prefix):
    """Return one list of stems for each word typed: an object must hold one of each list."""
    words = words_of(typed[:MAX_TYPED])[:MAX_WORDS]
    meaningful = [word for word in words if word not in STOP_WORDS]
    last = words[-1:] if prefix and not typed[-1:].isspace() else []
    meaningful = meaningful or last
    if not meaningful:
        return []
    vocabulary = vocabulary_of(kind)
    groups = [_exact(vocabulary, word) or vocabulary.similar_to(word) for word in meaningful]
    if last == meaningful[-1:]:
        groups[-1] = _half_typed(vocabulary, last[0])
    if all(groups) and len(groups) > 1 and not _any_hit(kind, groups):
        # Each word exists, never together: a typo may have made one word of another.
        groups = [
            list(dict.fromkeys([*group, *vocabulary.similar_to(word)]))
            for word, group in zip(meaningful, groups, strict=True)
        ]
    return groups


def _exact(vocabulary, word):
    found = stem(word)
    return [found] if found in vocabulary.known_stems else []


def _half_typed(vocabulary, word):
    """The word as a whole first, then the words that it begins, then the similar ones."""
    found = [*_exact(vocabulary, word), *vocabulary.beginning_with(word)]
    return list(dict.fromkeys(found)) or vocabulary.similar_to(word)


def _any_hit(kind, groups):
    return SearchEntry.objects.filter(MatchesIndex(groups), kind=kind).exists()


def _relevance(groups):
    """How many of the words the title holds, the first choice of each more; then shorter titles."""
    found = Value(0.0)
    for group in groups:
        best, others = group[0], group[1:]
        whens = [When(title__contains=f" {best} ", then=Value(1.0))]
        whens += [When(title__contains=f" {other} ", then=Value(0.8)) for other in others[:10]]
        found = found + Case(*whens, default=Value(0.0), output_field=FloatField())
    length = Cast(Greatest(F("title_length"), Value(1)), FloatField())
    return ExpressionWrapper(found + found / length, output_field=FloatField())


class MatchesIndex(Func):
    """The condition that an entry holds one stem of each group, asked of the full-text index."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, groups):
        self.groups = groups
        super().__init__(F("id"))

    def as_sqlite(self, compiler, connection, **context):
        query = " AND ".join(
            "(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in self.groups
        )
        return self._in(
            compiler, "SELECT rowid FROM search_index WHERE search_index MATCH %s", query
        )

    def as_postgresql(self, compiler, connection, **context):
        query = " & ".join(
            "(" + " | ".join(f"'{word}'" for word in group) + ")" for group in self.groups
        )
        return self._in(
            compiler,
            "SELECT id FROM search_searchentry WHERE vector @@ to_tsquery('simple', %s)",
            query,
        )

    def _in(self, compiler, select, query):
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN ({select})", [*params, query]
