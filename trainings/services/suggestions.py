"""What completes the words that somebody is typing in a search box."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from portal.search.services import search
from portal.search.text import fold
from trainings.models import Occupation, Training

SHORTEST = 2
LONGEST = 100
MOST_JOBS, MOST_TRAININGS = 4, 5


def suggest(user, typed):
    """The job titles and the trainings that begin like `typed`, as the combobox wants them."""
    typed = typed.lstrip()[:LONGEST]
    if len(typed.strip()) < SHORTEST:
        return []
    trainings = Training.objects.visible_to(user)
    links = Training.occupations.through.objects.filter(training__in=trainings.order_by())
    jobs = Occupation.objects.filter(Exists(links.filter(occupation=OuterRef("pk"))))
    return [
        *(
            {"label": best_title(occupation, typed), "hint": _("Job")}
            for occupation in search(jobs, typed, prefix=True)[:MOST_JOBS]
        ),
        *(
            {
                "label": training.title,
                "hint": _("Training"),
                "href": training.get_absolute_url(),
            }
            for training in search(trainings, typed, prefix=True)[:MOST_TRAININGS]
        ),
    ]


def best_title(occupation, typed):
    """The job title that holds most of what was typed; the shorter one among equals."""
    begun = fold(typed).split()

    def closeness(title):
        words = fold(title).split()
        held = sum(any(word.startswith(start) for word in words) for start in begun)
        return -held, len(title)

    return min([occupation.name, *occupation.job_titles.splitlines()], key=closeness)
