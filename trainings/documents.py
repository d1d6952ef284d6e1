"""The words under which trainings, centres and occupations are found."""

import csv
import re
from functools import cache
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation

from portal.search.registry import Document

from .models import Centre, Occupation, Session, Training, WayOfLearning

# Written for the portal: the directory (ROME) knows the job titles, not how people say them.
EVERYDAY_WORDS = Path(__file__).parent / "data" / "everyday_words.csv"


def searchable_trainings():
    sessions = Session.objects.filter(
        state=Session.State.OPEN, registration_ends_at__gt=timezone.now()
    )
    sessions = sessions.select_related("centre__department__parent")
    return Training.objects.select_related("kind").prefetch_related(
        "domains",
        "occupations",
        "rncp_sheet__occupations",
        "formacodes",
        Prefetch("sessions", sessions, to_attr="open_sessions"),
    )


def training_document(training):
    occupations = occupations_of(training)
    centres = {session.centre_id: session.centre for session in training.open_sessions}
    return Document(
        title=training.title,
        keywords=keywords_of(occupations),
        names="\n".join(map(place_words, centres.values())),
        body="\n".join(
            [
                training.code,
                *codes(training.rncp_code),
                *(code for job in occupations for code in codes(job.code)),
                *words_of_marks(training),
                *(domain.name for domain in training.domains.all()),
                *(str(subject) for subject in training.formacodes.all()),
                training.summary,
                training.learning_objectives,
                training.programme,
                training.outcomes,
                training.certification,
                # Last: there may be hundreds, and an entry has an end.
                *(centre.name for centre in centres.values()),
                *(session.number for session in training.open_sessions),
            ]
        ),
    )


def occupations_of(training):
    """Its own or, when nobody gave it any, those of its certification."""
    own = training.occupations.all()
    sheet = training.rncp_sheet
    return own if own or sheet is None else sheet.occupations.all()


def keywords_of(occupations):
    titles = chain.from_iterable(map(titles_of, occupations))
    return list(dict.fromkeys(chain.from_iterable(map(genders_of, titles))))


def genders_of(title):
    """« Maçon / Maçonne de pierre » as it is, and as « Maçon de pierre », « Maçonne de pierre »."""
    masculine, slash, feminine = title.partition(" / ")
    if not slash:
        return [title]
    shared = feminine.split()[len(masculine.split()) :]
    return [title, " ".join([masculine, *shared]), feminine]


def titles_of(occupation):
    """The name of an occupation, its job titles, and how people call it."""
    everyday = everyday_words().get(occupation.code, [])
    return [occupation.name, *filter(None, occupation.job_titles.splitlines()), *everyday]


@cache
def everyday_words():
    """What people call occupations and their directory does not, by the ROME code."""
    with EVERYDAY_WORDS.open(encoding="utf-8", newline="") as file:
        return {row["rome"]: row["words"].split("|") for row in csv.DictReader(file)}


def codes(code):
    """« RNCP35030 » is found as « 35030 » and « RNCP 35030 » too, « F1603 » as « F 1603 »."""
    return [code, *re.findall(r"[A-Z]+|\d+", code)]


def words_of_marks(training):
    """What people type where a filter would do: CAP, CPF, alternance, à distance."""
    sessions = training.open_sessions
    ways = {training.way_of_learning, *(session.way_of_learning for session in sessions)}
    work_study = WayOfLearning.WORK_STUDY in ways or any(session.work_study for session in sessions)
    with translation.override(settings.LANGUAGE_CODE):
        return [
            training.kind.name,
            training.get_level_display() or "",
            *(str(WayOfLearning(way).label) for way in ways),
            "alternance apprentissage" if work_study else "",
            "CPF" if training.cpf_eligible else "",
        ]


def place_words(centre):
    department = f"{centre.department.name} {centre.department.code}"
    return f"{centre.city} {centre.postal_code} {department} {centre.region.name}"


def centre_document(centre):
    return Document(title=centre.name, body=centre.address, names=place_words(centre))


def occupation_document(occupation):
    return Document(title=occupation.name, body=occupation.code, keywords=keywords_of([occupation]))


# What people type around what they look for.
FILLERS = frozenset(
    """
    formation formations cherche chercher recherche rechercher trouver veux voudrais souhaite
    devenir faire suivre apprendre metier pres proche autour cote vers or
    """.split()  # noqa: SIM905
)
# (model, the objects with what their documents read, the document of one)
SEARCHED = [
    ("trainings.Training", searchable_trainings, training_document),
    ("trainings.Centre", lambda: Centre.objects.with_list_data(), centre_document),
    ("trainings.Occupation", lambda: Occupation.objects.all(), occupation_document),
]
