from portal.jobs.models import Job
from portal.privacy import registry


def register():
    registry.register("jobs.Job", export=export_jobs, erase=erase_jobs)


def export_jobs(user):
    return list(
        Job.objects.filter(requested_by=user).values("kind", "state", "created_at", "finished_at")
    )


def erase_jobs(user):
    """The work stays for the statistics of the service, without who asked for it."""
    Job.objects.filter(requested_by=user).update(requested_by=None)
