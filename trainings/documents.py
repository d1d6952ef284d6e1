"""The words under which trainings, centres and occupations are found."""

from django.db.models import Prefetch
from django.utils import timezone

from portal.search.registry import Document

from .models import Centre, Occupation, Session, Training


def searchable_trainings():
    sessions = Session.objects.filter(
        state=Session.State.OPEN, registration_ends_at__gt=timezone.now()
    )
    sessions = sessions.select_related("centre__department__parent")
    return Training.objects.prefetch_related(
        "domains",
        "occupations",
        "formacodes",
        Prefetch("sessions", sessions, to_attr="open_sessions"),
    )


def training_document(training):
    occupations = training.occupations.all()
    return Document(
        title=training.title,
        body="\n".join(
            [
                training.code,
                # « RNCP 35030 » is found as « 35030 » too.
                training.rncp_code,
                training.rncp_code.removeprefix("RNCP").removeprefix("RS"),
                *(domain.name for domain in training.domains.all()),
                *(f"{job.code} {job.name} {job.job_titles}" for job in occupations),
                *(str(subject) for subject in training.formacodes.all()),
                training.summary,
                training.learning_objectives,
                training.programme,
                training.outcomes,
                training.certification,
                # Last: there may be hundreds, and an entry has an end.
                *words_of_sessions(training.open_sessions),
            ]
        ),
    )


def words_of_sessions(sessions):
    centres = {session.centre_id: session.centre for session in sessions}
    return [
        *(f"{centre.name} {place_words(centre)}" for centre in centres.values()),
        *(session.number for session in sessions),
    ]


def place_words(centre):
    return f"{centre.city} {centre.postal_code} {centre.department.name} {centre.region.name}"


def centre_document(centre):
    return Document(title=centre.name, body=f"{place_words(centre)} {centre.address}")


def occupation_document(occupation):
    return Document(title=occupation.name, body=f"{occupation.code}\n{occupation.job_titles}")


# (model, the objects with what their documents read, the document of one)
SEARCHED = [
    ("trainings.Training", searchable_trainings, training_document),
    ("trainings.Centre", lambda: Centre.objects.with_list_data(), centre_document),
    ("trainings.Occupation", lambda: Occupation.objects.all(), occupation_document),
]
