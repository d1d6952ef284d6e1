"""What the trainings know of people: the agents of the centres, the searches that they keep."""

from trainings.models import Centre, ImportRun


def export_centres(user):
    return [{"centre": str(centre)} for centre in Centre.objects.filter(agents=user)]


def erase_centres(user):
    user.centres.clear()


def export_saved_searches(user):
    return list(user.saved_searches.values("name", "query", "alert", "created_at"))


def erase_saved_searches(user):
    user.saved_searches.all().delete()


def export_imports(user):
    runs = ImportRun.objects.filter(requested_by=user)
    return list(runs.values("file_name", "state", "created_at", "finished_at"))


def erase_imports(user):
    """What was imported stays, without who asked for it."""
    ImportRun.objects.filter(requested_by=user).update(requested_by=None)
