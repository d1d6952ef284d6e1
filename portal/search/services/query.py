"""Asking the index. The words are judged here, in Python, so that both databases find the same."""

from dataclasses import dataclass

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
# Of the words that may stand for one typed, how many count for the relevance.
MAX_CHOICES = 12
# Shorter ones begin too many words.
SHORTEST_BEGINNING = 3


def search(queryset, words, *, prefix=False):
    """Keep the objects that match all the words, annotated with `relevance`, best first.

    Nothing typed keeps them all. With `prefix` the last word may be half typed. A word that no
    object holds stands for the most similar ones. Whatever is typed, it never fails.
    """
    if not words or not words.strip():
        return queryset.annotate(relevance=Value(0.0, output_field=FloatField()))
    kind = searchable(queryset.model).kind
    choices = _choices(kind, words, prefix)
    if not choices:
        return queryset.none().annotate(relevance=Value(0.0, output_field=FloatField()))
    hits = _hits(kind, choices).values("object_id")
    entry = SearchEntry.objects.filter(kind=kind, object_id=OuterRef("pk"))
    relevance = entry.values(value=_relevance(choices))[:1]
    return (
        queryset.filter(pk__in=hits)
        .annotate(relevance=Coalesce(Subquery(relevance), Value(0.0)))
        .order_by("-relevance", "pk")
    )


def matches(model, words):
    """The same of all objects of a model, published or not: (id, relevance) of each, unsorted."""
    kind = searchable(model).kind
    choices = _choices(kind, words, prefix=False)
    return _hits(kind, choices).values_list("object_id", _relevance(choices)) if choices else []


def _hits(kind, choices):
    return SearchEntry.objects.filter(MatchesIndex(choices), kind=kind).order_by()


@dataclass(frozen=True)
class Choice:
    """What stands for one word typed: any of the stems, best first, or what begins with `start`."""

    stems: tuple
    start: str = ""

    def __bool__(self):
        return bool(self.stems or self.start)


def _choices(kind, typed, prefix):
    """Return one choice for each word typed: an object must hold something of each.

    Empty when no object can.
    """
    words = words_of(typed[:MAX_TYPED])[:MAX_WORDS]
    meaningful = [word for word in words if word not in STOP_WORDS]
    half_typed = words[-1:] if prefix and not typed[-1:].isspace() else []
    meaningful = meaningful or half_typed
    if not meaningful:
        return []
    vocabulary = vocabulary_of(kind)
    choices = [_whole(vocabulary, word) for word in meaningful]
    if half_typed == meaningful[-1:]:
        choices[-1] = _half_typed(vocabulary, meaningful[-1])
    if all(choices) and len(choices) > 1 and not _hits(kind, choices).exists():
        # Each word exists, never together: one of them may be a slip that makes another word.
        choices = [
            Choice((*choice.stems, *vocabulary.similar_to(word, more=1)), choice.start)
            for word, choice in zip(meaningful, choices, strict=True)
        ]
    return choices if all(choices) else []


def _whole(vocabulary, word):
    found = stem(word)
    if found in vocabulary.known_stems or not word.isalpha():
        return Choice((found,))
    similar = vocabulary.similar_to(word)
    # « acha publics » is cut short, not misspelt.
    begun = vocabulary.beginning_with(word) if len(word) >= SHORTEST_BEGINNING else []
    return Choice(tuple(similar or begun))


def _half_typed(vocabulary, word):
    """The word as a whole first, then the words that it begins, else the similar ones."""
    if not word.isalpha():
        return Choice((word,), word)
    begun = vocabulary.beginning_with(word)
    whole = stem(word)
    if not begun and whole not in vocabulary.known_stems:
        return Choice(tuple(vocabulary.similar_to(word)))
    # « chauffagis » begins « chauffagiste », whose stem « chauffag » is shorter.
    shorter = [found for found in begun if not found.startswith(word) and found != whole]
    return Choice((whole, *shorter[:MAX_CHOICES]), word)


def _relevance(choices):
    """How many of the words the title holds, whole words first; then how short it is."""
    found = Value(0.0)
    for choice in choices:
        others = choice.stems[1:MAX_CHOICES]
        whens = [When(title__contains=f" {word} ", then=Value(1.0)) for word in choice.stems[:1]]
        if choice.start:
            whens.append(When(title__contains=f" {choice.start}", then=Value(0.9)))
        whens += [When(title__contains=f" {word} ", then=Value(0.8)) for word in others]
        found = found + Case(*whens, default=Value(0.0), output_field=FloatField())
    length = Cast(Greatest(F("title_length"), Value(1)), FloatField())
    return ExpressionWrapper(found + found / length, output_field=FloatField())


class MatchesIndex(Func):
    """The condition that an entry holds something of each choice, asked of the full-text index."""

    output_field = BooleanField()

    def __init__(self, choices):
        self.choices = choices
        super().__init__(F("id"))

    def as_sqlite(self, compiler, connection, **context):
        column, params = compiler.compile(self.source_expressions[0])
        select = "SELECT rowid FROM search_index WHERE search_index MATCH %s"
        return f"{column} IN ({select})", [*params, self._query(" AND ", " OR ", '"', "*")]

    def as_postgresql(self, compiler, connection, **context):
        table = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        query = self._query(" & ", " | ", "'", ":*")
        return f"{table}.vector @@ to_tsquery('simple', %s)", [query]

    def _query(self, all_of, any_of, quote, begins):
        """Words hold letters and digits only: nothing in them can leave the quotes."""
        groups = []
        for choice in self.choices:
            words = [f"{quote}{word}{quote}" for word in choice.stems]
            words += [f"{quote}{choice.start}{quote}{begins}"] if choice.start else []
            groups.append(f"({any_of.join(words)})")
        return all_of.join(groups)
