"""The words under which a training is found."""

from portal.search.registry import Document

from .models import Training


def searchable_trainings():
    return Training.objects.prefetch_related("domains", "occupations")


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
                training.summary,
                training.learning_objectives,
                training.programme,
                training.outcomes,
                training.certification,
            ]
        ),
    )
