"""Asking the index. The words are judged here, in Python, so that both databases find the same."""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import (
    BooleanField,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from portal.search.models import SearchEntry
from portal.search.registry import searchable
from portal.search.text import STOP_WORDS, name, stem, words_of

from .relevance import MAX_CHOICES, relevance
from .vocabulary import vocabulary_of

# Longer requests are cut: nobody means more, and it bounds the work.
MAX_TYPED = 400
MAX_WORDS = 12
# Shorter ones begin too many words.
SHORTEST_BEGINNING = 3


def search(queryset, words, *, prefix=False):
    """Keep the objects that match all the words, annotated with `relevance`, best first.

    Nothing typed keeps them all. With `prefix` the last word may be half typed. A word that no
    object holds stands for the most similar ones. Whatever is typed, it never fails.
    """
    if not words or not words.strip():
        return queryset.annotate(relevance=Value(0.0, output_field=FloatField()))
    reading = read(queryset.model, words, prefix=prefix)
    if not reading.finds:
        return queryset.none().annotate(relevance=Value(0.0, output_field=FloatField()))
    entry = SearchEntry.objects.filter(kind=reading.kind, object_id=OuterRef("pk"))
    best = entry.values(value=relevance(reading.choices))[:1]
    return (
        queryset.filter(pk__in=reading.hits().values("object_id"))
        .annotate(relevance=Coalesce(Subquery(best), Value(0.0)))
        .order_by("-relevance", "pk")
    )


@dataclass(frozen=True)
class Choice:
    """What stands for one word typed: any of the stems, best first, or what begins with `start`.

    `instead` is the word that is looked for in place of one that nothing holds.
    """

    typed: str
    stems: tuple
    start: str = ""
    instead: str = ""

    def __bool__(self):
        return bool(self.stems or self.start)


@dataclass(frozen=True)
class Reading:
    """How typed words are understood, for the objects of one kind."""

    kind: str
    choices: list

    @property
    def finds(self):
        """Whether each word stands for something."""
        return bool(self.choices) and all(self.choices)

    @property
    def corrections(self):
        """The words that were looked for instead of those typed."""
        return {choice.typed: choice.instead for choice in self.choices if choice.instead}

    def hits(self, choices=None):
        found = SearchEntry.objects.filter(MatchesIndex(choices or self.choices), kind=self.kind)
        return found.order_by()

    def matches(self):
        """(id, relevance) of the objects that match all the words, shown to anybody or not."""
        if not self.finds:
            return []
        return self.hits().values_list("object_id", relevance(self.choices))

    def matches_by_word(self):
        """The ids of the objects that match each word, as {typed: set of ids}; one statement."""
        known = [choice for choice in self.choices if choice]
        if not known:
            return {}
        flags = {f"word{number}": MatchesIndex([choice]) for number, choice in enumerate(known)}
        rows = SearchEntry.objects.filter(kind=self.kind).order_by().annotate(**flags)
        rows = rows.filter(reduce(or_, (Q(**{flag: True}) for flag in flags)))
        found = {choice.typed: set() for choice in known}
        for pk, *holds in rows.values_list("object_id", *flags):
            for choice, held in zip(known, holds, strict=True):
                if held:
                    found[choice.typed].add(pk)
        return found


def read(model, words, *, prefix=False):
    """Understand the words as those of the objects of a model: one choice for each."""
    source = searchable(model)
    typed = words_of(words[:MAX_TYPED])[:MAX_WORDS]
    meaningful = [word for word in typed if word not in STOP_WORDS]
    half_typed = typed[-1:] if prefix and not words[-1:].isspace() else []
    meaningful = [word for word in meaningful if word not in source.fillers] or meaningful
    meaningful = meaningful or half_typed
    if not meaningful:
        return Reading(source.kind, [])
    vocabulary = vocabulary_of(source.kind)
    choices = []
    for word in meaningful:
        if [word] == half_typed and word is meaningful[-1]:
            choices.append(_half_typed(vocabulary, word))
        else:
            choices += _whole(vocabulary, word)
    reading = Reading(source.kind, choices)
    if reading.finds and len(choices) > 1 and not reading.hits().exists():
        # Each word exists, never together: one of them may be a slip that makes another word.
        reading = Reading(source.kind, [_with_slips(vocabulary, choice) for choice in choices])
    return reading


def _whole(vocabulary, word):
    """The choices for a word typed to its end: one, or two for two words written as one."""
    if not word.isalpha():
        # Numbers and codes are in no vocabulary.
        return [Choice(word, (word, name(word)))]
    if known := [found for found in (stem(word), name(word)) if found in vocabulary.known_stems]:
        return [Choice(word, tuple(known))]
    if similar := vocabulary.similar_to(word):
        return [Choice(word, tuple(similar), instead=next(iter(similar.values())))]
    if parts := vocabulary.parts_of(word):
        return [choice for part in parts for choice in _whole(vocabulary, part)]
    # « acha publics » is cut short, not misspelt.
    begun = vocabulary.beginning_with(word) if len(word) >= SHORTEST_BEGINNING else []
    return [Choice(word, tuple(begun))]


def _half_typed(vocabulary, word):
    """The word as a whole first, then the words that it begins, else the similar ones."""
    if not word.isalpha():
        return Choice(word, (word, name(word)), word)
    begun = vocabulary.beginning_with(word)
    whole = stem(word)
    if not begun and whole not in vocabulary.known_stems:
        return Choice(word, tuple(vocabulary.similar_to(word)))
    # « chauffagis » begins « chauffagiste », whose stem « chauffag » is shorter.
    shorter = [
        found for found in begun if not found.startswith((word, name(word))) and found != whole
    ]
    return Choice(word, (whole, *shorter[:MAX_CHOICES]), word)


def _with_slips(vocabulary, choice):
    similar = vocabulary.similar_to(choice.typed, more=1)
    return replace(choice, stems=tuple(dict.fromkeys([*choice.stems, *similar])))


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
            starts = [choice.start, name(choice.start)] if choice.start else []
            words += [f"{quote}{start}{quote}{begins}" for start in starts]
            groups.append(f"({any_of.join(words)})")
        return all_of.join(groups)
