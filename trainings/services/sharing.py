"""« Envoyer à un ami »: the portal sends the page of a training for somebody."""

from django.db import transaction

from portal.notices.services import notify
from trainings.notifications import TrainingShared


@transaction.atomic
def share_training(training, sender, email, message=""):
    """Send the page to an address; the same one again on the same day changes nothing."""
    notify(TrainingShared(training, sender, email, message))
