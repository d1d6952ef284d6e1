"""The organisation named at sign-up: suggested while typing, or declared."""

from rapidfuzz.distance import OSA

from accounts.models import Organisation
from portal.search.services import mark_stale, search
from portal.search.text import STOP_WORDS, fold, stem, words_of

SUGGESTIONS = 8
# In shorter words a slip makes another word: « test », « fest ».
SHORTEST_SLIP = 5


def suggest_organisations(words, limit=SUGGESTIONS):
    """The existing organisations that these words mean, best first; the last may be half typed."""
    if not fold(words):
        return []
    # Each with its own statement: one that joined tables would read them before it sorts.
    found = Organisation.objects.prefetch_related("type")
    return list(search(found, words, prefix=True)[:limit])


def organisations_named(name):
    """Those whose name differs at most by case, accents or punctuation."""
    return list(Organisation.objects.filter(name_key=fold(name))[:SUGGESTIONS])


def organisations_like(name):
    """Those that this name may mean, spelled otherwise; one word in common is not enough."""
    typed = _meaningful(name)
    return [found for found in suggest_organisations(name) if _is_like(typed, found.name)]


def _is_like(typed, name):
    """Each word typed is one of the name, give or take a slip, and they are half of it or more."""
    known = _meaningful(name)
    all_there = all(any(_same_word(word, other) for other in known) for word in typed)
    return all_there and 2 * len(typed) >= len(known)


def _meaningful(name):
    return {word for word in words_of(name) if word not in STOP_WORDS}


def _same_word(word, other):
    if stem(word) == stem(other):
        return True
    shorter = min(len(word), len(other))
    return shorter >= SHORTEST_SLIP and OSA.distance(word, other) <= (1 if shorter < 8 else 2)


def declare_organisation(name, *, type=None, type_details=""):
    """The organisation of that name, made if there is none. Call it in a transaction.

    Two people who declare the same new name at once: the second meets the
    unique constraint, and finds the row of the first when trying again.
    """
    if existing := Organisation.objects.filter(name_key=fold(name)).first():
        return existing
    organisation = Organisation.objects.create(
        name=name, type=type, type_details=type_details, origin=Organisation.Origin.SIGNUP
    )
    mark_stale(organisation)
    return organisation
