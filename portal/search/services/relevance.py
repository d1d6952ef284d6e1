"""How well an entry answers the words typed, as an expression of the database."""

from functools import reduce
from operator import add

from django.db.models import Case, ExpressionWrapper, F, FloatField, Value, When
from django.db.models.functions import Cast, Greatest
from django.db.models.lookups import GreaterThan

# Of the words that may stand for one typed, how many count.
MAX_CHOICES = 12
# Whole words of the title weigh most, then those of a keyword; what follows is added once.
IN_TITLE, IN_KEYWORD = 3.0, 2.0
AS_A_PHRASE, A_WHOLE_KEYWORD, THE_WHOLE_TITLE = 1.0, 2.0, 3.0
# Of words that are only begun, or similar.
BEGUN, SIMILAR = 0.9, 0.8
# A short title goes before a long one among equals: less than anything else weighs.
BREVITY = 0.09


def relevance(choices):
    """Where the words stand in an entry, together or not; then how short its title is."""
    in_title = reduce(add, (_weight("title", choice) for choice in choices))
    phrase = " ".join(choice.stems[0] for choice in choices if choice.stems)
    length = Cast(Greatest(F("title_length"), Value(1)), FloatField())
    found = in_title * Value(IN_TITLE) + in_title * Value(BREVITY) / length
    for choice in choices:
        found = found + _unless_in_title(choice)
    # In this order: keywords are long, and are only read where the title does not tell.
    together = Case(
        When(title=f" {phrase} ", then=Value(AS_A_PHRASE + THE_WHOLE_TITLE)),
        When(title__contains=f" {phrase} ", then=Value(AS_A_PHRASE)),
        When(keywords__contains=f"| {phrase} |", then=Value(AS_A_PHRASE + A_WHOLE_KEYWORD)),
        When(keywords__contains=f" {phrase} ", then=Value(AS_A_PHRASE)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return ExpressionWrapper(found + together, output_field=FloatField())


def _unless_in_title(choice):
    weight = _weight("title", choice)
    keyword = _weight("keywords", choice) * Value(IN_KEYWORD)
    return Case(When(GreaterThan(weight, Value(0.0)), then=Value(0.0)), default=keyword)


def _weight(field, choice):
    """1 for the word itself in the field, less for what else stands for it, 0 for none."""
    whens = [
        When(**{f"{field}__contains": f" {found} "}, then=Value(1.0 if place == 0 else SIMILAR))
        for place, found in enumerate(choice.stems[:MAX_CHOICES])
    ]
    if choice.start:
        whens.insert(1, When(**{f"{field}__contains": f" {choice.start}"}, then=Value(BEGUN)))
    return Case(*whens, default=Value(0.0), output_field=FloatField())
