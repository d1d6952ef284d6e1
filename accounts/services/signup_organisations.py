"""The organisation named at sign-up: suggested while typing, or declared."""

from accounts.models import Organisation
from portal.search.services import mark_stale, search
from portal.search.text import fold

SUGGESTIONS = 8


def suggest_organisations(words, limit=SUGGESTIONS):
    """The existing organisations that these words mean, best first; the last may be half typed."""
    if not fold(words):
        return []
    # Each with its own statement: one that joined tables would read them before it sorts.
    found = search(Organisation.objects.all(), words, prefix=True)[:limit]
    return list(found)


def organisations_named(name):
    """Those whose name differs at most by case, accents or punctuation."""
    return list(Organisation.objects.filter(name_key=fold(name))[:SUGGESTIONS])


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
