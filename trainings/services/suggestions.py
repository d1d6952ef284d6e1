"""What completes the words that somebody is typing in a search box."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from rapidfuzz.fuzz import ratio

from portal.search.services import search
from portal.search.text import fold, words_of
from trainings.documents import titles_of
from trainings.models import Occupation, Training

from .offer import current_offer

SHORTEST = 2
LONGEST = 100
SHORTEST_PLACE = 3
MOST_PLACES, MOST_JOBS, MOST_TRAININGS = 3, 4, 5


def suggest(user, typed):
    """The job titles and the trainings that begin like `typed`, as the combobox wants them."""
    typed = typed.lstrip()[:LONGEST]
    if len(typed.strip()) < SHORTEST:
        return []
    trainings = Training.objects.visible_to(user)
    found = search(trainings, typed, prefix=True)
    if named := places(typed):
        # What only has a session there is found once the place is chosen.
        found = found.filter(relevance__gt=0)
    return [
        *named,
        *(
            {"label": best_title(occupation, typed), "hint": _("Job")}
            for occupation in search(taught(trainings), typed, prefix=True)[:MOST_JOBS]
        ),
        *(
            {
                "label": training.title,
                "hint": _("Course"),
                "href": training.get_absolute_url(),
            }
            for training in found[:MOST_TRAININGS]
        ),
    ]


def taught(trainings):
    """The occupations that some of these trainings lead to, by themselves or by their code."""
    own = trainings.order_by().filter(occupations=OuterRef("pk"))
    certified = trainings.order_by().filter(rncp_sheet__occupations=OuterRef("pk"))
    return Occupation.objects.filter(Exists(own) | Exists(certified))


def places(typed):
    """What is typed with its last words completed as a town, department or region with sessions."""
    known = current_offer().places
    words = typed.split()
    for start in range(len(words)):
        begun = " ".join(words_of(" ".join(words[start:])))
        if len(begun) >= SHORTEST_PLACE:
            found = sorted(name for name in known if name.startswith(begun))
            labels = dict.fromkeys(known[name].label for name in found)
            if labels:
                before = words[:start]
                return [
                    {"label": " ".join([*before, label]), "hint": _("Place")}
                    for label in list(labels)[:MOST_PLACES]
                ]
    return []


def best_title(occupation, typed):
    """The job title that comes closest to what was typed; the shorter one among equals."""
    begun = fold(typed).split()

    def closeness(title):
        words = fold(title).split()
        near = [max(ratio(start, word[: len(start)]) for word in words) for start in begun]
        return -sum(near), len(title)

    titles = [title for title in titles_of(occupation) if fold(title)]
    return min(titles, key=closeness)
