"""What the trainings know of people: the agents of the centres."""

from trainings.models import Centre


def export_centres(user):
    return [{"centre": str(centre)} for centre in Centre.objects.filter(agents=user)]


def erase_centres(user):
    user.centres.clear()
