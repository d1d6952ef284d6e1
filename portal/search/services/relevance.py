"""How well an entry answers the words typed, as an expression of the database."""

from functools import reduce
from operator import add

from django.db.models import Case, ExpressionWrapper, F, FloatField, Value, When
from django.db.models.functions import Cast, Greatest

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
    phrase = " ".join(choice.stems[0] for choice in choices if choice.stems)
    # In this order: keywords are long, and are only read where the title does not tell.
    together = _case(
        When(title=f" {phrase} ", then=Value(AS_A_PHRASE + THE_WHOLE_TITLE)),
        When(title__contains=f" {phrase} ", then=Value(AS_A_PHRASE)),
        When(keywords__contains=f"| {phrase} |", then=Value(AS_A_PHRASE + A_WHOLE_KEYWORD)),
        When(keywords__contains=f" {phrase} ", then=Value(AS_A_PHRASE)),
    )
    words = reduce(add, map(_place_of, choices))
    return ExpressionWrapper(words + together, output_field=FloatField())


def _place_of(choice):
    """What one word weighs: in the title, else in a keyword, else nothing."""
    length = Cast(Greatest(F("title_length"), Value(1)), FloatField())
    looked_for = [
        (f" {found} ", 1.0 if place == 0 else SIMILAR)
        for place, found in enumerate(choice.stems[:MAX_CHOICES])
    ]
    if choice.start:
        looked_for.insert(1, (f" {choice.start}", BEGUN))
    return _case(
        *(
            When(title__contains=text, then=Value(weight * IN_TITLE) + Value(BREVITY) / length)
            for text, weight in looked_for
        ),
        *(
            When(keywords__contains=text, then=Value(weight * IN_KEYWORD))
            for text, weight in looked_for
        ),
    )


def _case(*whens):
    return Case(*whens, default=Value(0.0), output_field=FloatField())
